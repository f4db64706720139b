import { MyelinError } from "../../../base/error.ts";
import type { CommandExecutor, Execution } from "../executor.ts";
import type { HandlePorts } from "../handle-command.ts";
import { streamCache } from "../stream-cache.ts";
import { appendLanes } from "./append-lanes.ts";
import { joinLane, type Lane, laneKey } from "./lane.ts";
import { loadLanes } from "./load-lanes.ts";
import { statementSlots } from "./statement-slots.ts";

export interface BatchedPorts extends HandlePorts {
  /** Streams kept in memory, at most. */
  readonly cacheSize: number;
  /** Streams in one statement, at most. */
  readonly maxBatch: number;
  /** Appends under way at once, at most; loads likewise. */
  readonly maxStatements: number;
}

/**
 * Group commit: what arrives while statements are under way shares the next one. A lone command waits for nobody: its
 * statement goes out at the end of the tick in which it came.
 */
export function batchedExecutor(ports: BatchedPorts): CommandExecutor {
  const lanes = new Map<string, Lane>();
  const cache = streamCache(ports.cacheSize);
  const quarantine = new Set<string>();
  const slots = { max: ports.maxStatements, batch: ports.maxBatch };

  const goOn = (lane: Lane): void => {
    lane.busy = lane.waiting.length > 0;
    lane.base ??= lane.busy ? cache.get(lane.key) : undefined;
    if (!lane.busy) lanes.delete(lane.key);
    else if (lane.base === undefined) loads.add(lane);
    else appends.add(lane);
  };
  const loads = statementSlots<Lane>({
    ...slots,
    run: async (batch) => {
      await loadLanes(batch, ports.events);
      for (const lane of batch) goOn(lane);
    },
  });
  const appends = statementSlots<Lane>({
    ...slots,
    run: (batch) => appendLanes(batch, { ports, cache, quarantine, goOn }),
  });
  return {
    convoys: true,
    execute: (execution) => {
      const lane = laneOf(lanes, { execution, ports });
      joinLane(lane, execution);
      if (!lane.busy) goOn(lane);
    },
  };
}

function laneOf(lanes: Map<string, Lane>, { execution, ports }: { execution: Execution; ports: HandlePorts }): Lane {
  const { stream } = execution.envelope;
  const key = laneKey(stream);
  const known = lanes.get(key);
  if (known !== undefined) return known;
  const aggregate = ports.tables.aggregates[stream.type];
  if (aggregate === undefined) throw new MyelinError("internal", "Cannot find the command's aggregate; compile again");
  const lane: Lane = { key, stream, aggregate, waiting: [], busy: false, base: undefined };
  lanes.set(key, lane);
  return lane;
}
