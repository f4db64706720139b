import { type Clock, type Store, systemClock } from "../../src/runtime/mod.ts";
import { memoryCommands } from "./memory-commands.ts";
import { memoryEvents } from "./memory-events.ts";
import { memoryLog } from "./memory-log.ts";
import { memorySegments } from "./memory-segments.ts";
import { memorySnapshots } from "./memory-snapshots.ts";
import { memoryTables } from "./memory-tables.ts";
import { noSql } from "./no-sql.ts";

/** What a memory store may be told; nothing is asked for. */
export interface MemoryStoreOptions {
  /** Stamps `recordedAt`, measures leases and waits. */
  readonly clock?: Pick<Clock, "now" | "sleep">;
  /** Milliseconds that exclusive work waits for each of its keys; default 5,000. */
  readonly waitMs?: number;
}

/**
 * A store in this process's memory: the reference that the others are measured against, and the one for tests. Keeps
 * every guarantee but to outlive the process. It has no SQL: `db` throws `unsupported` when used, `rows` works.
 */
export function memoryStore({ clock = systemClock, waitMs = 5_000 }: MemoryStoreOptions = {}): Store {
  const tables = memoryTables();
  const log = memoryLog(clock);
  return {
    kind: "memory",
    schema: { migrate: async () => [], problems: async () => [] },
    events: memoryEvents({ log, clock, waitMs }),
    commands: memoryCommands(log),
    snapshots: memorySnapshots(log),
    segments: memorySegments(tables),
    views: { db: noSql(), rows: (target) => tables.reader(target) },
    health: async () => ({ ready: true, notes: [] }),
    close: async () => {},
  };
}
