import type { ExecutionMetrics } from "../../telemetry/execution-metrics.ts";
import type { CommandExecutor, Execution } from "../executor.ts";
import { aggregateOf, type HandlePorts } from "../handle-command.ts";
import { emptyStream, type NewStreams, newStreams } from "../new-streams.ts";
import { type StreamCache, streamCache } from "../stream-cache.ts";
import { streamOfKey } from "../stream-memory.ts";
import { appendLanes } from "./append-lanes.ts";
import { exclusiveLanes, maxKeys } from "./exclusive-lanes.ts";
import { joinLane, type Lane, laneKey, scopeOf } from "./lane.ts";
import { failWaiting, loadLanes } from "./load-lanes.ts";
import { statementSlots } from "./statement-slots.ts";

export interface BatchedPorts extends HandlePorts {
  /** Streams kept in memory, at most. */
  readonly cacheSize: number;
  /** Streams in one statement, at most. */
  readonly maxBatch: number;
  /** Appends under way at once, at most; loads likewise. */
  readonly maxStatements: number;
}

/** Lanes that wait at once, at most, for keys that other nodes hold. */
const maxContested = 4;

/**
 * Group commit: what arrives while statements are under way shares the next one. A lone command waits for nobody: its
 * statement goes out at the end of the tick in which it came.
 */
export function batchedExecutor(ports: BatchedPorts): CommandExecutor {
  const lanes = new Map<string, Lane>();
  const cache = streamCache(ports.cacheSize);
  const quarantine = new Set<string>();
  const fresh = newStreams();
  const slots = { max: ports.maxStatements, batch: ports.maxBatch };

  const goOn = (lane: Lane): void => {
    lane.busy = lane.waiting.length > 0;
    if (!lane.busy) {
      lanes.delete(lane.key);
      return;
    }
    if (lane.base === undefined) fromCache(lane, { cache, counting: ports.counting });
    if (lane.scope === "cluster") exclusives.add(lane);
    else if (lane.base === undefined && guessNew(lane, fresh)) appends.add(lane);
    else if (lane.base === undefined) loads.add(lane);
    else appends.add(lane);
  };
  const failed = failWaiting(ports);
  const appending = { ports, cache, quarantine, fresh, goOn, failed };
  const loads = statementSlots<Lane>({
    ...slots,
    run: async (batch) => {
      await loadLanes(batch, { events: ports.events, clock: ports.clock, log: ports.log, failed });
      for (const lane of batch) {
        learnNew(lane, fresh);
        goOn(lane);
      }
    },
  });
  const appends = statementSlots<Lane>({
    ...slots,
    run: (batch) => appendLanes(batch, appending),
  });
  const exclusives = statementSlots<Lane>({
    max: ports.maxStatements,
    batch: Math.min(ports.maxBatch, maxKeys),
    run: (batch) => exclusiveLanes(batch, { ...appending, waiting: contested }),
  });
  // Each waits in a transaction of its own, and so takes up a connection.
  const contested = statementSlots<Lane>({
    max: maxContested,
    batch: 1,
    run: (batch) => exclusiveLanes(batch, { ...appending, waiting: undefined }),
  });
  return {
    convoys: true,
    get waiting() {
      return waitingIn(lanes);
    },
    retain: (stays) => cache.retain((key) => stays(streamOfKey(key))),
    execute: (execution) => {
      const lane = laneOf(lanes, { execution, ports });
      joinLane(lane, execution);
      execution.departed();
      if (!lane.busy) goOn(lane);
    },
  };
}

function waitingIn(lanes: ReadonlyMap<string, Lane>): number {
  let waiting = 0;
  for (const lane of lanes.values()) waiting += lane.waiting.length;
  return waiting;
}

/** Whether such a command found a new stream. */
function learnNew({ waiting, base }: Lane, fresh: NewStreams): void {
  const [first] = waiting;
  if (first !== undefined && base !== undefined) fresh.found(first.envelope.table.name, base.head.version === 0);
}

interface Looking {
  readonly cache: StreamCache;
  readonly counting: ExecutionMetrics | undefined;
}

function fromCache(lane: Lane, { cache, counting }: Looking): void {
  lane.base = cache.get(lane.key);
  counting?.lookedUp(lane.aggregate.name, lane.base !== undefined);
  lane.source = "cache";
}

/** Decides on the state of a new stream where that is most likely right; it is a guess that the append confirms. */
function guessNew(lane: Lane, fresh: NewStreams): boolean {
  const [first] = lane.waiting;
  if (!lane.mayGuess || first === undefined || !fresh.expected(first.envelope.table.name)) return false;
  lane.base = emptyStream(lane.aggregate);
  lane.source = "guess";
  return true;
}

function laneOf(lanes: Map<string, Lane>, { execution, ports }: { execution: Execution; ports: HandlePorts }): Lane {
  const { envelope } = execution;
  const key = laneKey(envelope);
  const known = lanes.get(key);
  if (known !== undefined) return known;
  const aggregate = aggregateOf(envelope, ports.tables);
  const { stream } = envelope;
  const scope = scopeOf(envelope);
  const lane: Lane = {
    key,
    stream,
    aggregate,
    scope,
    waiting: [],
    busy: false,
    base: undefined,
    source: "load",
    mayGuess: true,
    loadMs: 0,
  };
  lanes.set(key, lane);
  return lane;
}
