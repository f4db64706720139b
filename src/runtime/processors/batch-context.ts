import type { Log } from "../../base/ports.ts";
import type { Position } from "../../model/position.ts";
import type { Replay } from "../../model/processor-node.ts";
import type { EffectTable, ProjectionTable } from "../../model/tables.ts";
import type { Claim, SegmentStore, WorkResult } from "../../store/segment-store.ts";
import type { EngineMetrics } from "../telemetry/engine-metrics.ts";
import type { ObservedBatch } from "../telemetry/observed-batch.ts";
import type { ProcessorEvent } from "./event-page.ts";
import type { FailureMemory } from "./failure-decision.ts";
import type { ParkedSequences } from "./parked-sequences.ts";

/** What a segment's batches are made with. */
export interface BatchContext<Table extends ProjectionTable | EffectTable> {
  readonly table: Table;
  readonly segments: SegmentStore;
  readonly claim: Claim;
  readonly parked: ParkedSequences;
  readonly failures: FailureMemory;
  readonly log: Log;
  /** Undefined where nothing is counted. */
  readonly metrics?: EngineMetrics | undefined;
}

/** One batch: what a segment has to handle between two positions. */
export interface Batch {
  /** Where the store believes the segment to stand. */
  readonly from: Position;
  readonly to: Position;
  /** Not empty, in the order of the log. */
  readonly events: readonly ProcessorEvent[];
  readonly replay: Replay | undefined;
  /** Undefined while nobody looks. */
  readonly observed?: ObservedBatch | undefined;
}

/** Why a batch ended before its end. */
export type Stop =
  /** An event is tried again after so many milliseconds. */
  | { readonly kind: "retry"; readonly pauseMs: number }
  /** The segment fails on an event. */
  | { readonly kind: "halt"; readonly error: unknown };

export interface BatchOutcome {
  readonly result: WorkResult;
  /** Undefined when it came to its end. */
  readonly stop: Stop | undefined;
}

/** The events that one stored event became: handled all, or none. */
export interface Unit {
  readonly position: Position;
  readonly events: readonly ProcessorEvent[];
}

export function unitsOf(events: readonly ProcessorEvent[]): readonly Unit[] {
  const units: { position: Position; events: ProcessorEvent[] }[] = [];
  for (const item of events) {
    const last = units.at(-1);
    if (last?.position === item.event.position) last.events.push(item);
    else units.push({ position: item.event.position, events: [item] });
  }
  return units;
}
