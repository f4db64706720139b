import { type Clock, type Store, systemClock } from "../../src/runtime/mod.ts";
import { memoryEvents } from "./memory-events.ts";
import { memorySegments } from "./memory-segments.ts";
import { memoryTables } from "./memory-tables.ts";
import { noSql } from "./no-sql.ts";

/** What a memory store may be told; nothing is asked for. */
export interface MemoryStoreOptions {
  /** Stamps `recordedAt`. */
  readonly clock?: Pick<Clock, "now">;
}

/**
 * A store in this process's memory: the reference that the others are measured against, and the one for tests. Keeps
 * every guarantee but to outlive the process. It has no SQL: `db` throws `unsupported` when used, `rows` works.
 */
export function memoryStore({ clock = systemClock }: MemoryStoreOptions = {}): Store {
  const tables = memoryTables();
  return {
    kind: "memory",
    schema: { migrate: async () => [], problems: async () => [] },
    events: memoryEvents(clock),
    segments: memorySegments(tables),
    views: { db: noSql(), rows: (target) => tables.reader(target) },
    health: async () => ({ ready: true, notes: [] }),
    close: async () => {},
  };
}
