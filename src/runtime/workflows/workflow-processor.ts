import type { Ids } from "../../base/ports.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { Engine } from "../engine.ts";
import { batchSize as sizeOfBatches } from "../processors/batch-size.ts";
import { failureMemory } from "../processors/failure-decision.ts";
import { type LogReader, logReader } from "../processors/log-reader.ts";
import { parkedSequences } from "../processors/parked-sequences.ts";
import { type Processor, processor } from "../processors/processor.ts";
import { type SegmentWorker, type SegmentWorkerPorts, segmentWorker } from "../processors/segment-worker.ts";
import type { TableProcessorPorts } from "../processors/table-processor.ts";
import { observedHandle } from "../telemetry/observed-handle.ts";
import type { Arrivals } from "./arrivals.ts";
import { handleWorkflow } from "./handle-workflow.ts";
import type { NodeSlots } from "./node-slots.ts";
import { placeInstances } from "./place-instance.ts";
import { type SegmentBeside, type SweptBeside, segmentBeside } from "./segment-beside.ts";

/** What workflows need beside what every processor needs. */
export interface WorkflowPorts extends Pick<Engine, "submit"> {
  readonly ids: Ids;
  readonly slots: NodeSlots;
  readonly arrivals: Arrivals;
  /** Hears that something was left for other instances: here or on other nodes. */
  readonly left: () => void;
}

/** What runs one workflow on this node. */
export function workflowProcessor(
  table: WorkflowTable,
  ports: TableProcessorPorts & { readonly workflows: WorkflowPorts },
): Processor {
  const { store, head, clock, lost, stopping, workflows } = ports;
  const { arrivals } = workflows;
  const { worker: make } = workflowWorkers(table, ports);
  const worker = (own: OwnPorts): SegmentWorker => {
    const running = (beside: SegmentBeside, signal: AbortSignal): Promise<void> => {
      const leave = arrivals.join(table.name, beside);
      return beside.run(signal).finally(leave);
    };
    return make({ ...own, running }).worker;
  };
  return processor({ table, store, head, clock, worker, lost, stopping });
}

/** What works on single segments of a workflow; all of them read by way of one reader. */
export interface WorkflowWorkers {
  readonly reader: LogReader;
  readonly worker: (own: WorkflowWorkerPorts) => { readonly worker: SegmentWorker; readonly beside: SegmentBeside };
}

export interface WorkflowWorkersPorts extends Omit<TableProcessorPorts, "lost" | "head" | "stopping" | "react"> {
  readonly head: SegmentWorkerPorts["head"];
  readonly workflows: Omit<WorkflowPorts, "arrivals">;
}

export interface WorkflowWorkerPorts extends OwnPorts {
  readonly swept?: SweptBeside;
  readonly running?: (beside: SegmentBeside, signal: AbortSignal) => Promise<void>;
}

export function workflowWorkers(table: WorkflowTable, ports: WorkflowWorkersPorts): WorkflowWorkers {
  const { tables, store, head, clock, log, batchSize, leased, workflows, metrics } = ports;
  const { ids, slots, left, submit } = workflows;
  const { aggregates, correlate } = tables;
  const { segments, events } = store;
  const place = placeInstances(table);
  const reader = logReader({ processor: table, aggregates, events, place, pageSize: batchSize });
  const batchSizes = sizeOfBatches({ least: batchSize, most: batchSize });
  const worker = ({ swept, running, ...own }: WorkflowWorkerPorts): ReturnType<WorkflowWorkers["worker"]> => {
    const { claim } = own;
    const beside = segmentBeside({ claim, table, store, head, clock, log, batchSize, submit, slots, swept });
    const now = (): number => clock.now();
    const parked = parkedSequences();
    const stepping = handleWorkflow({
      table,
      segments,
      claim,
      parked,
      log,
      beside,
      correlate,
      ids,
      now,
      metrics,
      left,
    });
    const handle = observedHandle(stepping, Object.assign({}, ports, { claim }));
    const ran = running && ((signal: AbortSignal) => running(beside, signal));
    const more = ran === undefined ? {} : { running: ran };
    const failures = failureMemory();
    const always = { reader, head, clock, log, batchSize: batchSizes, failures, handle, leased, beside };
    return { worker: segmentWorker({ ...own, ...always, ...more }), beside };
  };
  return { reader, worker };
}

type OwnPorts = Pick<SegmentWorkerPorts, "claim" | "progress" | "replay" | "moved">;
