import { createParser } from "eventsource-parser";
import type { LogEvent } from "./client-types.ts";

/** What a stream said: an event, or a sign of life; with the place to go on from. */
export interface Told {
  readonly place?: string;
  readonly event?: LogEvent;
}

export interface Reading {
  /** Milliseconds without a byte after which nobody is there any more. */
  readonly idleMs: number;
  /** Ends the connection. */
  readonly end: () => void;
}

/** Reads server-sent events of the log. Ends where the server says that the stream ends, or where the connection does. */
export async function* readStream(body: ReadableStream<Uint8Array>, { idleMs, end }: Reading): AsyncGenerator<Told> {
  const told: (Told | "closing")[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      if (event === undefined) told.push({ event: eventOf(data), ...(id === undefined ? {} : { place: id }) });
      else if (event === "closing") told.push("closing");
    },
    // The server says its place in comments, too: a parser keeps an id to itself that has no event.
    onComment: (comment) => {
      const place = /^at ([0-9]+)$/.exec(comment.trim())?.[1];
      told.push(place === undefined ? {} : { place });
    },
  });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const timer = setTimeout(end, idleMs);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
    for (const one of told.splice(0)) {
      if (one === "closing") return;
      yield one;
    }
  }
}

function eventOf(text: string): LogEvent {
  // The server's contract; only times are not what JSON can say.
  const event = JSON.parse(text) as Omit<LogEvent, "recordedAt"> & { readonly recordedAt: string };
  return { ...event, recordedAt: new Date(event.recordedAt) };
}
