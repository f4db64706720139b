import type { Ids, Log } from "../../base/ports.ts";
import type { Tables, WorkflowTable } from "../../model/tables.ts";
import type { SegmentWorkerPorts } from "../processors/segment-worker.ts";
import { batchOfWorkflow, type WorkflowBatchContext } from "./batch-of-workflow.ts";
import type { SegmentBeside } from "./segment-beside.ts";

export interface HandlingWorkflow extends Omit<WorkflowBatchContext, "ports" | "failures"> {
  readonly table: WorkflowTable;
  readonly beside: SegmentBeside;
  readonly correlate: Tables["correlate"];
  readonly ids: Ids;
  readonly now: () => number;
  readonly log: Log;
  /** Hears that something was left for other instances. */
  readonly left: () => void;
}

/** How the batches of one segment of a workflow are handled, and who hears what became of them. */
export function handleWorkflow(handling: HandlingWorkflow): SegmentWorkerPorts["handle"] {
  const { beside, correlate, ids, now, log, left, table } = handling;
  const ports = (): ReturnType<WorkflowBatchContext["ports"]> => {
    return { now: new Date(now()), nextId: () => ids.next(), correlate };
  };
  const context: WorkflowBatchContext = Object.assign({}, handling, { ports, failures: new Map() });
  return async (batch, how) => {
    try {
      const outcome = await batchOfWorkflow(Object.assign({}, batch, beside.take(), { how }), context);
      beside.ended(outcome);
      for (const alarm of outcome.summary?.alarms ?? []) log("error", alarm, { workflow: table.name });
      if ((outcome.summary?.inbox.length ?? 0) > 0) left();
      return outcome;
    } catch (error) {
      beside.lookAgain();
      throw error;
    }
  };
}
