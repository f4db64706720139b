import type { Ids, Log } from "../../base/ports.ts";
import type { Tables, WorkflowTable } from "../../model/tables.ts";
import type { SegmentWorkerPorts } from "../processors/segment-worker.ts";
import type { EngineMetrics } from "../telemetry/engine-metrics.ts";
import { stepObserver } from "../telemetry/observed-step.ts";
import { type BesideBatch, batchOfWorkflow, type WorkflowBatchContext } from "./batch-of-workflow.ts";
import type { StepPorts } from "./draft.ts";
import type { SegmentBeside } from "./segment-beside.ts";

export interface HandlingWorkflow extends Omit<WorkflowBatchContext, "ports" | "failures"> {
  readonly table: WorkflowTable;
  readonly beside: SegmentBeside;
  readonly correlate: Tables["correlate"];
  readonly ids: Ids;
  readonly now: () => number;
  readonly log: Log;
  readonly metrics?: EngineMetrics | undefined;
  /** Hears that something was left for other instances. */
  readonly left: () => void;
}

/** Counted once they are taken for good; one that a step of the same batch cancelled is among them. */
function timersFired(
  { timers }: BesideBatch,
  { metrics, now }: { readonly metrics: EngineMetrics | undefined; readonly now: number },
): void {
  for (const { workflow, dueAt } of timers)
    metrics?.measure("timerLateness", workflow).add(Math.max(0, now - dueAt.getTime()) / 1000);
}

/** How the batches of one segment of a workflow are handled, and who hears what became of them. */
export function handleWorkflow(handling: HandlingWorkflow): SegmentWorkerPorts["handle"] {
  const { beside, correlate, ids, now, log, left, table, metrics } = handling;
  const failures = new Map();
  return async (batch, how) => {
    const observe = stepObserver({ metrics, begin: batch.observed?.begin });
    const ports = (): StepPorts => ({ now: new Date(now()), nextId: () => ids.next(), correlate, observe });
    const context: WorkflowBatchContext = Object.assign({}, handling, { ports, failures });
    const more = beside.take();
    try {
      const outcome = await batchOfWorkflow(Object.assign({}, batch, more, { how }), context);
      beside.ended(outcome);
      if (outcome.result.kind === "done" && outcome.stop === undefined) timersFired(more, { metrics, now: now() });
      for (const alarm of outcome.summary?.alarms ?? []) log("error", alarm, { workflow: table.name });
      if ((outcome.summary?.inbox.length ?? 0) > 0) left();
      return outcome;
    } catch (error) {
      beside.lookAgain();
      throw error;
    }
  };
}
