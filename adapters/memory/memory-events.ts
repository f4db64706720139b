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

export interface MemoryEventsOptions {
  readonly log: MemoryLog;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly waitMs: number;
}

/**
 * One log in an array. An append is settled at once, with nothing beside it; only behind an exclusive work that has
 * appended it waits until that one has ended, so that positions have no gaps and nothing uncommitted is built on.
 */
export function memoryEvents({ log, clock, waitMs }: MemoryEventsOptions): EventStore {
  const keys = keyLocks({ clock, waitMs });
  const pen = writersPen();
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
  };
}

/** Held by the one exclusive work that has appended and not ended. */
interface WritersPen {
  /** Resolves when its holder lets go; undefined while nobody has it. */
  ended(): Promise<void> | undefined;
  /** Waits until it is free. Call what it answers to let go. */
  take(): Promise<() => void>;
}

function writersPen(): WritersPen {
  let held: Promise<void> | undefined;
  return {
    ended: () => held,
    take: async () => {
      while (held !== undefined) await held;
      let end = (): void => {};
      held = new Promise((resolve) => {
        end = resolve;
      });
      return () => {
        held = undefined;
        end();
      };
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
