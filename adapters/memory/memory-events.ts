import {
  type AppendRequest,
  type AppendResult,
  type AppendWithin,
  type Clock,
  type EventStore,
  type ExclusiveRequest,
  type ExclusiveResult,
  foldsText,
  MyelinError,
  otherFolds,
  type Position,
  startOfLog,
} from "../../src/runtime/mod.ts";
import { journal } from "./journal.ts";
import { keyLocks } from "./key-locks.ts";
import { inlineFolds } from "./memory-inline.ts";
import { appendTo, commitTo, eventsOf, loadFrom, type MemoryLog, memoryLog } from "./memory-log.ts";
import type { MemoryProcessors } from "./memory-processors.ts";
import type { MemoryTables } from "./memory-tables.ts";
import type { WritersPen } from "./writers-pen.ts";

export interface MemoryEventsOptions {
  readonly log: MemoryLog;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly waitMs: number;
  readonly pen: WritersPen;
  readonly tables: MemoryTables;
  readonly processors: Pick<MemoryProcessors, "inline">;
}

/**
 * One log in an array. An append is settled at once, with nothing beside it; only behind an exclusive work that has
 * appended it waits until that one has ended, so that positions have no gaps and nothing uncommitted is built on.
 */
export function memoryEvents(options: MemoryEventsOptions): EventStore {
  const { log, clock, waitMs, pen } = options;
  const keys = keyLocks({ clock, waitMs });
  const last = (): Position => log.events.at(-1)?.position ?? startOfLog;
  return {
    load: async (requests) => requests.map((request) => loadFrom(log, request)),
    append: async (requests, within) => {
      if (within !== undefined) return appendWithin(requests, { within, ground: options });
      while (pen.ended() !== undefined) await pen.ended();
      checkFolds(options, { requests });
      return requests.map((request) => appendTo(log, request));
    },
    exclusive: async (request) => {
      const leave = await keys.take(request.keys, request.wait);
      if (leave === undefined) return { kind: "busy" };
      return exclusive(request, options).finally(leave);
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

type Ground = Pick<MemoryEventsOptions, "log" | "pen" | "tables" | "processors">;

/** As a transaction of its own that holds no key. */
async function appendWithin(
  requests: readonly AppendRequest[],
  { within, ground }: { readonly within: AppendWithin; readonly ground: Ground },
): Promise<readonly AppendResult[]> {
  const done = await exclusive({ keys: [], work: ({ append }) => append(requests, within) }, ground);
  return done.kind === "done" ? done.value : [];
}

interface Appending {
  readonly requests: readonly AppendRequest[];
  readonly within?: AppendWithin | undefined;
}

/** Nothing is stored unless all that has to be folded with it is. */
function checkFolds({ processors: { inline } }: Ground, { requests, within }: Appending): void {
  if (requests.every(({ events }) => events.length === 0)) return;
  const wanted = foldsText(inlineFolds({ inline }));
  if (wanted === foldsText(within?.folds ?? [])) return;
  const message = `Cannot append: the database folds "${wanted}" inline, and this code does not; run the code that declares these projections inline, or align them with the code that does not`;
  throw new MyelinError("store_not_ready", message, { details: otherFolds });
}

async function exclusive<T>({ work }: ExclusiveRequest<T>, ground: Ground): Promise<ExclusiveResult<T>> {
  const { log, pen, tables } = ground;
  const staged = memoryLog(log.clock, log);
  const changes = tables.begin(journal());
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
      append: async (requests, within) => {
        check();
        pending ??= pen.take();
        await pending;
        check();
        checkFolds(ground, { requests, within });
        const results = requests.map((request) => appendTo(staged, request));
        if (within !== undefined) await within.handle({ rows: changes.rows }, results);
        return results;
      },
    });
    commitTo(log, staged);
    changes.commit();
    return { kind: "done", value };
  } finally {
    over = true;
    (await pending)?.();
  }
}
