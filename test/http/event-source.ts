import assert from "node:assert/strict";
import { createParser } from "eventsource-parser";

/** What a stream of events said: an event, or a sign of life. */
export interface Told {
  readonly kind: "event" | "comment";
  /** Of events that have a name of their own. */
  readonly name?: string;
  readonly id?: string;
  readonly text: string;
}

/** Reads a stream of events as it comes. */
export interface EventReader {
  /** The next event; undefined once the server has ended the stream. */
  next(): Promise<Told | undefined>;
  /** The next event or sign of life. */
  sign(): Promise<Told | undefined>;
  /** The data of so many events. */
  take(count: number): Promise<readonly LogEvent[]>;
  /** The last id, as a browser remembers it: also of signs of life. */
  lastId(): string;
  close(): Promise<void>;
}

/** An event of the log, as far as tests look at it. */
export interface LogEvent {
  readonly type: string;
  readonly position: string;
  readonly version: number;
  readonly schemaVersion: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly stream: { readonly type: string; readonly id: string };
}

export function readEvents(response: Response): EventReader {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.ok(response.body !== null);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const told: Told[] = [];
  let lastId = "";
  const parser = createParser({
    onEvent: ({ id, event, data }) =>
      told.push({
        kind: "event",
        text: data,
        ...(event === undefined ? {} : { name: event }),
        ...(id === undefined ? {} : { id }),
      }),
    onComment: (text) => told.push({ kind: "comment", text }),
  });
  const sign = async (): Promise<Told | undefined> => {
    while (told.length === 0) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      const text = decoder.decode(value, { stream: true });
      lastId = /^id: (.*)$/gm.test(text)
        ? (text
            .match(/^id: (.*)$/gm)
            ?.at(-1)
            ?.slice(4) ?? "")
        : lastId;
      parser.feed(text);
    }
    return told.shift();
  };
  const next = async (): Promise<Told | undefined> => {
    for (;;) {
      const one = await sign();
      if (one?.kind !== "comment") return one;
    }
  };
  return {
    sign,
    next,
    take: async (count) => {
      const events: LogEvent[] = [];
      while (events.length < count) {
        const one = await next();
        assert.ok(one !== undefined && one.name === undefined, `it ended: ${one?.text}`);
        // The cases compare what they read.
        events.push(JSON.parse(one.text) as LogEvent);
      }
      return events;
    },
    lastId: () => lastId,
    close: () => reader.cancel().catch(() => undefined),
  };
}
