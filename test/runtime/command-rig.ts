import type { Clock, Ids, Log } from "../../src/base/ports.ts";
import type { Tables } from "../../src/model/tables.ts";
import { commandGate } from "../../src/runtime/command-gate.ts";
import { batchedExecutor } from "../../src/runtime/commands/batched/batched-executor.ts";
import { type CommandService, commandService } from "../../src/runtime/commands/command-service.ts";
import { simpleExecutor } from "../../src/runtime/commands/simple-executor.ts";
import { type SnapshotWriter, snapshotWriter } from "../../src/runtime/commands/snapshot-writer.ts";
import { type Deadlines, deadlines } from "../../src/runtime/deadline.ts";
import { systemClock } from "../../src/runtime/system-ports.ts";
import type { EventStore } from "../../src/store/event-store.ts";
import type { SnapshotStore } from "../../src/store/snapshot-store.ts";
import type { Store } from "../../src/store/store.ts";

export type Mode = "simple" | "batched";

export interface RigOptions {
  readonly mode: Mode;
  readonly tables: Tables;
  readonly store: Pick<Store, "events" | "snapshots">;
  /** In place of the store's own: with faults, scripts, counters. */
  readonly events?: EventStore;
  readonly snapshotStore?: SnapshotStore;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly log?: Log;
  readonly timers?: Deadlines;
  readonly cacheSize?: number;
  readonly maxBatch?: number;
  readonly maxWaiting?: number;
}

/** The command side by itself: no engine, no projections. */
export interface Rig extends CommandService {
  readonly snapshots: SnapshotWriter;
}

let rigs = 0;

export function commandRig(options: RigOptions): Rig {
  const {
    mode,
    store,
    clock = systemClock,
    log = () => {},
    cacheSize = 100,
    maxBatch = 100,
    maxWaiting = 100,
  } = options;
  const name = `rig-${++rigs}`;
  let serial = 0;
  const snapshots = snapshotWriter({ snapshots: options.snapshotStore ?? store.snapshots, log });
  const ports = {
    tables: options.tables,
    events: options.events ?? store.events,
    clock,
    log,
    ids: options.ids ?? { next: () => `${name}-${++serial}` },
    random: { next: () => 0 },
    snapshots,
  };
  const executor =
    mode === "simple"
      ? simpleExecutor({ ...ports, cacheSize })
      : batchedExecutor({ ...ports, cacheSize, maxBatch, maxStatements: 2 });
  const timers = options.timers ?? deadlines(clock);
  const gate = commandGate({ maxInFlight: Number.POSITIVE_INFINITY, clock });
  const stored = (): void => {};
  return {
    ...commandService({ ...ports, executor, deadlines: timers, maxWaiting, gate, stored, took: () => undefined }),
    snapshots,
  };
}
