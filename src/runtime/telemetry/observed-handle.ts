import { isAfter } from "../../model/position.ts";
import type { Claim } from "../../store/segment-store.ts";
import type { Batch, BatchOutcome } from "../processors/batch-context.ts";
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

/** A segment's batches, counted, and within a span each while somebody looks. */
export function observedHandle(
  handle: Handle,
  { telemetry, metrics, claim }: ObservingPorts & { readonly claim: Claim },
): Handle {
  const spanned = telemetry === undefined ? handle : spannedHandle(handle, { telemetry, claim });
  return metrics === undefined ? spanned : countedHandle(spanned, { metrics, processor: claim.processor });
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

function countedHandle(
  handle: Handle,
  { metrics, processor }: { readonly metrics: EngineMetrics; readonly processor: string },
): Handle {
  const handled = metrics.count("processorEvents", processor);
  const sizes = metrics.measure("processorBatchSize", processor);
  const durations = metrics.measure("processorBatchDuration", processor);
  const failed = (error: unknown): void => metrics.count("processorFailures", processor, errorType(error)).add();
  return async (batch, how) => {
    const begun = performance.now();
    try {
      const outcome = await handle(batch, how);
      sizes.add(batch.events.length);
      handled.add(handledOf(batch, outcome));
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

function handledOf({ events, to }: Batch, { result }: BatchOutcome): number {
  if (result.kind !== "done") return 0;
  const { position } = result.progress;
  if (!isAfter(to, position)) return events.length;
  return events.filter(({ event }) => !isAfter(event.position, position)).length;
}
