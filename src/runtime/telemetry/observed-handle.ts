import { isAfter } from "../../model/position.ts";
import type { Replay } from "../../model/processor-node.ts";
import type { EffectTable, ProjectionTable } from "../../model/tables.ts";
import type { Claim } from "../../store/segment-store.ts";
import type { Batch, BatchOutcome } from "../processors/batch-context.ts";
import { isReplayed } from "../processors/event-context.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import type { SegmentWorkerPorts } from "../processors/segment-worker.ts";
import { errorType } from "./command-metrics.ts";
import type { EngineMetrics } from "./engine-metrics.ts";
import { observeBatch, withinSpan } from "./observed-batch.ts";
import type { Telemetry } from "./telemetry.ts";

type Handle = SegmentWorkerPorts["handle"];

export interface ObservingPorts {
  readonly telemetry?: Telemetry | undefined;
  readonly metrics?: EngineMetrics | undefined;
}

interface Observed {
  readonly claim: Claim;
  /** Of a projection, reactor or relay. */
  readonly table?: ProjectionTable | EffectTable;
}

/** Types of events that are not handled again in a replay. */
function onceOnly(table: Observed["table"]): ReadonlySet<string> {
  if (table === undefined || table.form === "relay") return new Set();
  return new Set(Object.entries(table.handlers).flatMap(([type, { once }]) => (once ? [type] : [])));
}

/** A segment's batches, counted, and within a span each while somebody looks. */
export function observedHandle(
  handle: Handle,
  { telemetry, metrics, claim, table }: ObservingPorts & Observed,
): Handle {
  const spanned = telemetry === undefined ? handle : spannedHandle(handle, { telemetry, claim });
  return metrics === undefined
    ? spanned
    : countedHandle(spanned, { metrics, processor: claim.processor, once: onceOnly(table) });
}

function spannedHandle(
  handle: Handle,
  { telemetry, claim }: { readonly telemetry: Telemetry; readonly claim: Claim },
): Handle {
  return (batch, how) => {
    if (!telemetry.tracing) return handle(batch, how);
    const observed = observeBatch(batch.events, { telemetry, claim });
    return withinSpan(observed.span, async (span) => {
      const outcome = await handle(Object.assign({}, batch, { observed }), how);
      const { result, stop } = outcome;
      span.set({ "myelin.batch.outcome": stop?.kind ?? result.kind });
      if (stop?.kind === "halt") span.fail(stop.error);
      return outcome;
    });
  };
}

interface Counting {
  readonly metrics: EngineMetrics;
  readonly processor: string;
  readonly once: ReadonlySet<string>;
}

function countedHandle(handle: Handle, { metrics, processor, once }: Counting): Handle {
  const handled = metrics.count("processorEvents", processor);
  const sizes = metrics.measure("processorBatchSize", processor);
  const durations = metrics.measure("processorBatchDuration", processor);
  const failed = (error: unknown): void => metrics.count("processorFailures", processor, errorType(error)).add();
  const passedOver = (events: readonly ProcessorEvent[], replay: Replay): void => {
    const again = events.filter(({ event }) => once.has(event.type) && isReplayed(event, replay));
    if (again.length > 0) metrics.count("processorSkipped", processor, "replay").add(again.length);
  };
  return async (batch, how) => {
    const begun = performance.now();
    try {
      const outcome = await handle(batch, how);
      sizes.add(batch.events.length);
      const done = doneOf(batch, outcome);
      handled.add(done.length);
      if (batch.replay !== undefined && once.size > 0) passedOver(done, batch.replay);
      if (outcome.stop?.kind === "halt") failed(outcome.stop.error);
      return outcome;
    } catch (error) {
      failed(error);
      throw error;
    } finally {
      durations.add((performance.now() - begun) / 1000);
    }
  };
}

function doneOf({ events, to }: Batch, { result }: BatchOutcome): readonly ProcessorEvent[] {
  if (result.kind !== "done") return [];
  const { position } = result.progress;
  if (!isAfter(to, position)) return events;
  return events.filter(({ event }) => !isAfter(event.position, position));
}
