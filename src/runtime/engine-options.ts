import type { Clock, Ids, Log, Random } from "../base/ports.ts";
import type { Tables } from "../model/tables.ts";
import type { Store } from "../store/store.ts";
import type { ClusterOptions } from "./membership/cluster-options.ts";
import type { Publishers } from "./relay/event-publisher.ts";
import { randomIds, systemClock, systemRandom } from "./system-ports.ts";
import { EngineMetrics } from "./telemetry/engine-metrics.ts";
import { jsonLog } from "./telemetry/json-lines.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

/** What an engine is started with; only `tables` and `store` are asked for. */
export interface EngineOptions {
  readonly tables: Tables;
  readonly store: Store;
  /** Bring the database to the engine's schema first; without it a schema that is not ready is an error. */
  readonly migrate?: boolean;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly random?: Random;
  /** Default: JSON lines on standard error, from level `info` on. */
  readonly log?: Log;
  /** Commands under way at once, at most; beyond it `overloaded`. Default 4,096. */
  readonly maxInFlight?: number;
  /** Commands waiting behind one sequence key, at most; beyond it `overloaded`. Default 1,024. */
  readonly maxWaiting?: number;
  /** Queries that wait at once for a position to be projected, at most; beyond it `overloaded`. Default 4,096. */
  readonly maxWaits?: number;
  /**
   * How commands are handled. `batched` (default): concurrent commands share round trips. `simple`: each command by itself, in a
   * transaction of its own. In both the streams used last are kept in memory, and each append confirms what was decided on.
   */
  readonly mode?: "batched" | "simple";
  /**
   * Streams kept in memory, at most. Default 10,000. With 0 each stream is loaded for its commands; in simple mode then always, also where
   * commands are known to begin streams: the plainest way there is, to compare with.
   */
  readonly cacheSize?: number;
  /** Batched: commands in one append, at most. Default 500. */
  readonly maxBatch?: number;
  /** Batched: appends under way at once, at most; loads likewise. Default 2. */
  readonly maxStatements?: number;
  /** Milliseconds that the outcomes of command ids are kept, at least. Default 7 days. */
  readonly keepCommandsMs?: number;
  /**
   * Events a projection handles in one transaction, at most; a fold that catches up and whose batches are quick takes up to four
   * times as many. Default 1,000.
   */
  readonly batchSize?: number;
  /** What the node is called, among all that share the database. Default: a random id. */
  readonly node?: string;
  /**
   * Milliseconds for which a node's segments stay its own when it is not heard of: how long others wait for a node that has died,
   * where the database cannot tell sooner. Default 10,000.
   */
  readonly leaseMs?: number;
  /** Sends commands to the node that is home to their key, and takes those of others. Absent: commands are handled where they arrive. */
  readonly cluster?: ClusterOptions;
  /**
   * Whether the engine moves processors, retries letters and takes over commands by itself. Default true. Without it nothing runs between calls:
   * `sweep` does that work, and queries that wait help with it. Reactors that are `broadcast` or `local` need a background.
   */
  readonly background?: boolean;
  /**
   * An engine of this process has found this database ready for these tables: nothing of it is checked, nothing registered. For hosts that start
   * an engine for each request. Default false.
   */
  readonly prepared?: boolean;
  /** By relay, where its events go, such as `{ "to-nats": natsPublisher({ connection }) }`. Each relay needs one. */
  readonly publishers?: Publishers;
  /** Where the engine tells of its work: `otelTelemetry()` of `myelin/otel`. Without it there are no spans. */
  readonly telemetry?: Telemetry;
  /** Whether the engine counts what it does, for `metrics()`, `GET /metrics` and `telemetry`. Default true. */
  readonly metrics?: boolean;
}

/** The options, complete. */
export type Settings = Required<Omit<EngineOptions, "cluster" | "telemetry" | "metrics">> &
  Pick<EngineOptions, "cluster" | "telemetry"> & {
    /** Undefined where nothing is counted. */
    readonly metrics: EngineMetrics | undefined;
  };

const sevenDays = 7 * 24 * 3_600_000;

export function withDefaults(options: EngineOptions): Settings {
  return {
    migrate: false,
    clock: systemClock,
    ids: randomIds,
    random: systemRandom,
    log: jsonLog,
    maxInFlight: 4096,
    maxWaiting: 1024,
    maxWaits: 4096,
    mode: "batched",
    cacheSize: 10_000,
    maxBatch: 500,
    maxStatements: 2,
    keepCommandsMs: sevenDays,
    batchSize: 1000,
    node: randomIds.next(),
    leaseMs: 10_000,
    background: true,
    prepared: false,
    publishers: {},
    ...options,
    metrics: options.metrics === false ? undefined : new EngineMetrics(),
  };
}
