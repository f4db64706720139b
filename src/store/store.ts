import type { FoldTarget, RowReader } from "../model/node.ts";
import type { Tables } from "../model/tables.ts";
import type { CommandLog } from "./command-log.ts";
import type { DeploymentStore } from "./deployment-store.ts";
import type { EventStore } from "./event-store.ts";
import type { InlineStore } from "./inline-store.ts";
import type { LetterStore } from "./letter-store.ts";
import type { NodeStore } from "./node-store.ts";
import type { RebuildStore } from "./rebuild-store.ts";
import type { SegmentStore } from "./segment-store.ts";
import type { SnapshotStore } from "./snapshot-store.ts";
import type { WorkflowStore } from "./workflow-store.ts";

/** Reads of projections, outside of any batch. */
export interface ViewStore {
  /** The drizzle handle; throws `unsupported` on use where the store has no SQL. */
  readonly db: unknown;
  rows(target: FoldTarget): RowReader;
}

/** What the database must have before the engine may run. */
export interface SchemaStore {
  /**
   * Brings the database to the engine's schema and makes the tables of projections that are missing.
   * Safe when several processes call it at once. Returns what it did, a line each.
   */
  migrate(tables: Tables): Promise<readonly string[]>;
  /** What must be mended before the engine may run, a sentence each; none when all is well. */
  problems(tables: Tables): Promise<readonly string[]>;
}

/** Whether the store can serve, as of now. */
export interface StoreHealth {
  /** Whether commands and queries can be served now. */
  readonly ready: boolean;
  /** A sentence each: why not ready, or what to look at. */
  readonly notes: readonly string[];
}

/** Told of new events, where the store can tell. */
export interface Wakes {
  /** Calls `wake` when something may have been appended, by anybody, until the signal aborts. Resolves with whether the store can tell; who cannot is polled. */
  listen(wake: () => void, signal: AbortSignal): Promise<boolean>;
  /** Tells the other nodes that something was appended: outside of the append's transaction, since telling inside of it makes commits wait for each other. */
  tell(): Promise<void>;
}

/** How a store's connections are used, at this moment. */
export interface PoolUse {
  /** Connections that are open and work. */
  readonly used: number;
  /** Connections that are open and rest. */
  readonly idle: number;
  /** Connections, at most. */
  readonly max: number;
  /** Pieces of work that wait for one. */
  readonly waiting: number;
}

/** Everything the runtime keeps. Adapters implement it; the contract in `myelin/testing` says how it behaves. */
export interface Store {
  /** What it is, for logs: `memory`, `pglite`, `postgres`. */
  readonly kind: string;
  readonly schema: SchemaStore;
  readonly events: EventStore;
  readonly commands: CommandLog;
  readonly snapshots: SnapshotStore;
  readonly segments: SegmentStore;
  readonly nodes: NodeStore;
  readonly letters: LetterStore;
  readonly inline: InlineStore;
  readonly rebuilds: RebuildStore;
  readonly workflows: WorkflowStore;
  readonly deployments: DeploymentStore;
  readonly wakes: Wakes;
  readonly views: ViewStore;
  health(): Promise<StoreHealth>;
  /** Undefined where there are no connections to share. Asks nobody. */
  pool(): PoolUse | undefined;
  /** How it reaches its data, in words for the log: what is found out at start. Throws `unavailable` when the database is away. */
  describe(): Promise<string>;
  /** Waits for what is under way, then lets go of every resource. */
  close(): Promise<void>;
}
