import {
  type EngineFeed,
  type FeedFilter,
  type Log,
  messageOf,
  systemClock,
  systemRandom,
} from "../../../src/runtime/mod.ts";
import { EventStream } from "./event-stream.ts";
import { EventTail } from "./event-tail.ts";
import { sharedPages } from "./shared-pages.ts";
import type { WantedEvents } from "./wanted-events.ts";

/** What streams of events may take of a node. */
export interface EventSettings {
  /** Open at once, at most. */
  readonly maxOpen: number;
  /** Milliseconds between signs of life. */
  readonly keepAliveMs: number;
  /** Of the log's end, kept in memory for all of them, at most. */
  readonly tailEvents: number;
  readonly tailBytes: number;
}

export interface HubPorts {
  readonly feed: EngineFeed;
  readonly settings: EventSettings;
  readonly log: Log;
}

/** All streams of events of a node: one reader of the log, one memory of its end, one clock. Nothing runs while nobody listens. */
export interface EventHub {
  /** Undefined where as many are open as may be. With the host's signal it ends when that aborts. */
  open(wanted: WantedEvents, host: AbortSignal | undefined): Promise<EventStream | undefined>;
}

/** What runs while somebody listens. */
interface Running {
  readonly tail: EventTail;
  readonly over: AbortController;
}

/** Events read at once. */
const pageSize = 500;
/** Milliseconds until the log is read again that could not be read. */
const awayPause = 500;

export function eventHub(ports: HubPorts): EventHub {
  const { feed, settings } = ports;
  const streams = new Set<EventStream>();
  const page = sharedPages(feed);
  const closings = hostClosings(streams);
  let open = 0;
  let running: Promise<Running> | undefined;

  const leave = (): void => {
    open--;
    if (open > 0) return;
    void running?.then(({ over }) => over.abort()).catch(() => undefined);
    running = undefined;
  };

  const tailOf = async (): Promise<EventTail> => {
    running ??= begin(ports, streams);
    const mine = running;
    try {
      return (await mine).tail;
    } catch (error) {
      if (running === mine) running = undefined;
      throw error;
    }
  };

  const enter = async ({ from, filter }: WantedEvents): Promise<EventStream> => {
    const tail = await tailOf();
    const cursor = from ?? { after: await feed.head(), parts: 0 };
    const stream = new EventStream({
      tail,
      page,
      cursor,
      wanted: { filter, key: keyOf(filter) },
      retryMs: retryMs(),
      left: (one) => {
        streams.delete(one);
        leave();
      },
    });
    streams.add(stream);
    return stream;
  };

  return {
    open: async (wanted, host) => {
      if (open >= settings.maxOpen) return undefined;
      open++;
      try {
        const stream = await enter(wanted);
        if (host !== undefined) closings.add(stream, host);
        return stream;
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

/** Reads the log and tells of life until it is over. */
async function begin(ports: HubPorts, streams: ReadonlySet<EventStream>): Promise<Running> {
  const { feed, settings } = ports;
  const over = new AbortController();
  const tail = new EventTail(await feed.head(), { events: settings.tailEvents, bytes: settings.tailBytes });
  const { signal } = over;
  const stop = (): void => over.abort();
  feed.stopping.addEventListener("abort", stop, { once: true });
  signal.addEventListener("abort", () => feed.stopping.removeEventListener("abort", stop), { once: true });
  if (feed.stopping.aborted) stop();
  void follow(tail, { ports, signal, published: () => streams.forEach((stream) => void stream.serve()) });
  void keepAlive(streams, { settings, signal });
  return { tail, over };
}

interface HostClosings {
  /** Ends the stream when its host stops. */
  add(stream: EventStream, host: AbortSignal): void;
}

/** One look at each host, however many streams it carries. */
function hostClosings(streams: ReadonlySet<EventStream>): HostClosings {
  const hosts = new WeakMap<EventStream, AbortSignal>();
  const known = new WeakSet<AbortSignal>();
  return {
    add: (stream, host) => {
      if (host.aborted) stream.close(stopping);
      hosts.set(stream, host);
      if (known.has(host)) return;
      known.add(host);
      const end = (): void => {
        for (const one of [...streams]) if (hosts.get(one) === host) one.close(stopping);
      };
      host.addEventListener("abort", end, { once: true });
    },
  };
}

/** Spread out: those who are cut off together must not come back together. */
function retryMs(): number {
  return 1000 + Math.floor(systemRandom.next() * 2000);
}

function keyOf({ types, aggregates, stream }: FeedFilter): string {
  return JSON.stringify([types ?? null, aggregates ?? null, stream === undefined ? null : [stream.type, stream.id]]);
}

interface Following {
  readonly ports: HubPorts;
  readonly signal: AbortSignal;
  readonly published: () => void;
}

async function follow(tail: EventTail, { ports: { feed, log }, signal, published }: Following): Promise<void> {
  while (!signal.aborted) {
    const head = await feed.after(tail.upTo, signal);
    try {
      const page = signal.aborted ? undefined : await feed.read({ after: tail.upTo, upTo: head, limit: pageSize });
      if (page === undefined || signal.aborted) return;
      tail.publish(page);
      published();
    } catch (error) {
      log("warn", "Cannot read the log for those who follow it; reading again", { cause: messageOf(error) });
      await systemClock.sleep(awayPause, signal);
    }
  }
}

interface Living {
  readonly settings: EventSettings;
  readonly signal: AbortSignal;
}

/** Until the last one has left, or the engine stops: then it ends them. */
async function keepAlive(streams: ReadonlySet<EventStream>, { settings, signal }: Living): Promise<void> {
  for (;;) {
    await systemClock.sleep(settings.keepAliveMs, signal);
    if (signal.aborted) break;
    for (const stream of [...streams]) stream.keepAlive();
  }
  for (const stream of [...streams]) stream.close(stopping);
}

const stopping = {
  code: "unavailable",
  detail: "The stream ends: this node stops; come again with Last-Event-ID",
} as const;
