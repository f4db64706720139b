import { type Clock, type Store, systemClock } from "../../src/runtime/mod.ts";
import { keyLocks } from "./key-locks.ts";
import { memoryCommands } from "./memory-commands.ts";
import { memoryDeployments } from "./memory-deployments.ts";
import { memoryEvents } from "./memory-events.ts";
import { memoryInline } from "./memory-inline.ts";
import type { MemoryLetterBox } from "./memory-letters.ts";
import { memoryLetters } from "./memory-letters.ts";
import { memoryLog } from "./memory-log.ts";
import { memoryNodes } from "./memory-nodes.ts";
import type { MemoryProcessors } from "./memory-processors.ts";
import { memoryRebuilds } from "./memory-rebuilds.ts";
import { memorySegments } from "./memory-segments.ts";
import { memorySnapshots } from "./memory-snapshots.ts";
import { memoryTables } from "./memory-tables.ts";
import { memoryWakes } from "./memory-wakes.ts";
import { memoryWorkflowBox } from "./memory-workflow-changes.ts";
import { isKept, memoryWorkflows } from "./memory-workflows.ts";
import { moveLetters } from "./move-letters.ts";
import { noSql } from "./no-sql.ts";
import { writersPen } from "./writers-pen.ts";

/** What a memory store may be told; nothing is asked for. */
export interface MemoryStoreOptions {
  /** Stamps `recordedAt`, measures leases and waits. */
  readonly clock?: Pick<Clock, "now" | "sleep">;
  /** Milliseconds that exclusive work waits for each of its keys, and whoever waits for a batch; default 5,000. */
  readonly waitMs?: number;
}

/**
 * A store in this process's memory: the reference that the others are measured against, and the one for tests. Keeps
 * every guarantee but to outlive the process. It has no SQL: `db` throws `unsupported` when used, `rows` works.
 */
export function memoryStore({ clock = systemClock, waitMs = 5_000 }: MemoryStoreOptions = {}): Store {
  const tables = memoryTables();
  const [log, pen] = [memoryLog(clock), writersPen()];
  const box: MemoryLetterBox = { clock, byProcessor: new Map(), claims: new Map() };
  const processors: MemoryProcessors = {
    clock,
    byName: new Map(),
    nodes: new Map(),
    inline: new Map(),
    rebuilds: new Map(),
  };
  const workflows = memoryWorkflowBox(clock);
  const shop = { tables, log, pen, box, workflows, processors, locks: keyLocks({ clock, waitMs }) };
  return {
    kind: "memory",
    schema: { migrate: async () => [], problems: async () => [] },
    events: memoryEvents({ log, clock, waitMs, pen, tables, processors }),
    commands: memoryCommands(log, { isKept: (id) => isKept(id, { workflows, letters: box }) }),
    snapshots: memorySnapshots(log),
    segments: memorySegments(shop),
    nodes: memoryNodes(processors),
    letters: { ...memoryLetters(box), move: (request) => moveLetters(shop, request) },
    workflows: memoryWorkflows(workflows),
    deployments: memoryDeployments({ clock, letters: box, workflows }),
    inline: memoryInline(shop),
    rebuilds: memoryRebuilds(shop),
    wakes: memoryWakes(),
    views: { db: noSql(), rows: (target) => tables.reader(target) },
    health: async () => ({ ready: true, notes: [] }),
    pool: () => undefined,
    describe: async () => "memory, gone with this process",
    close: async () => {},
  };
}
