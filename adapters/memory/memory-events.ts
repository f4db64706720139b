import {
  type Clock,
  type EventStore,
  type ExclusiveRequest,
  type ExclusiveResult,
  MyelinError,
  type Position,
  startOfLog,
} from "../../src/runtime/mod.ts";
import { keyLocks } from "./key-locks.ts";
import { appendTo, commitTo, eventsOf, loadFrom, type MemoryLog, memoryLog } from "./memory-log.ts";
import type { WritersPen } from "./writers-pen.ts";

export interface MemoryEventsOptions {
  readonly log: MemoryLog;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly waitMs: number;
  readonly pen: WritersPen;
}

/**
 * One log in an array. An append is settled at once, with nothing beside it; only behind an exclusive work that has
 * appended it waits until that one has ended, so that positions have no gaps and nothing uncommitted is built on.
 */
export function memoryEvents({ log, clock, waitMs, pen }: MemoryEventsOptions): EventStore {
  const keys = keyLocks({ clock, waitMs });
  const last = (): Position => log.events.at(-1)?.position ?? startOfLog;
  return {
    load: async (requests) => requests.map((request) => loadFrom(log, request)),
    append: async (requests) => {
      while (pen.ended() !== undefined) await pen.ended();
      return requests.map((request) => appendTo(log, request));
    },
    exclusive: async (request) => {
      const leave = await keys.take(request.keys, request.wait);
      if (leave === undefined) return { kind: "busy" };
      return exclusive(request, { log, pen }).finally(leave);
    },
    readStream: async ({ stream, after, limit }) => eventsOf(log, stream).slice(after, after + limit),
    readLog: async ({ after, upTo, types, limit }) => {
      const wanted = log.events.slice(Number(after), Number(upTo));
      const named = types === undefined ? wanted : wanted.filter(({ type }) => types.includes(type));
      return named.slice(0, limit);
    },
    safeHead: async () => last(),
    lastPosition: async () => last(),
    positionBefore: async (time) => {
      const first = log.events.findIndex(({ recordedAt }) => recordedAt >= time);
      return (first < 0 ? log.events.at(-1) : log.events[first - 1])?.position ?? startOfLog;
    },
    lag: async ({ after, upTo, types, limit }) => {
      const stretch = log.events.slice(Number(after), Number(upTo));
      const behind = stretch.filter(({ type }) => types.includes(type)).slice(0, limit);
      return { events: behind.length, oldest: behind[0]?.recordedAt };
    },
  };
}

interface Ground {
  readonly log: MemoryLog;
  readonly pen: WritersPen;
}

async function exclusive<T>({ work }: ExclusiveRequest<T>, { log, pen }: Ground): Promise<ExclusiveResult<T>> {
  const staged = memoryLog(log.clock, log);
  let over = false;
  let pending: Promise<() => void> | undefined;
  const check = (): void => {
    if (over)
      throw new MyelinError(
        "internal",
        "Cannot use the events of exclusive work: the work has ended; await each call inside of it",
      );
  };
  try {
    const value = await work({
      load: async (requests) => {
        check();
        return requests.map((request) => loadFrom(staged, request));
      },
      append: async (requests) => {
        check();
        pending ??= pen.take();
        await pending;
        check();
        return requests.map((request) => appendTo(staged, request));
      },
    });
    commitTo(log, staged);
    return { kind: "done", value };
  } finally {
    over = true;
    (await pending)?.();
  }
}
