import type { Ids } from "../../base/ports.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { Engine } from "../engine.ts";
import { batchSize as sizeOfBatches } from "../processors/batch-size.ts";
import { failureMemory } from "../processors/failure-decision.ts";
import { logReader } from "../processors/log-reader.ts";
import { parkedSequences } from "../processors/parked-sequences.ts";
import { type Processor, processor } from "../processors/processor.ts";
import { type SegmentWorker, type SegmentWorkerPorts, segmentWorker } from "../processors/segment-worker.ts";
import type { TableProcessorPorts } from "../processors/table-processor.ts";
import { observedHandle } from "../telemetry/observed-handle.ts";
import type { Arrivals } from "./arrivals.ts";
import { handleWorkflow } from "./handle-workflow.ts";
import type { NodeSlots } from "./node-slots.ts";
import { placeInstances } from "./place-instance.ts";
import { segmentBeside } from "./segment-beside.ts";

/** What workflows need beside what every processor needs. */
export interface WorkflowPorts extends Pick<Engine, "submit"> {
  readonly ids: Ids;
  readonly slots: NodeSlots;
  readonly arrivals: Arrivals;
  /** Hears that something was left for other instances: those on other nodes are to be told. */
  readonly left: () => void;
}

/** What runs one workflow on this node. */
export function workflowProcessor(
  table: WorkflowTable,
  ports: TableProcessorPorts & { readonly workflows: WorkflowPorts },
): Processor {
  const { tables, store, head, clock, log, batchSize, leased, lost, stopping, workflows, metrics } = ports;
  const { ids, slots, arrivals, left, submit } = workflows;
  const { aggregates, correlate } = tables;
  const place = placeInstances(table);
  const reader = logReader({ processor: table, aggregates, events: store.events, place, pageSize: batchSize });
  const worker = (own: OwnPorts): SegmentWorker => {
    const { claim } = own;
    const beside = segmentBeside({ claim, table, store, head, clock, log, batchSize, submit, slots });
    const stepping = handleWorkflow({
      table,
      segments: store.segments,
      claim,
      parked: parkedSequences(),
      log,
      beside,
      correlate,
      ids,
      now: () => clock.now(),
      metrics,
      left: () => {
        arrivals.nudge();
        left();
      },
    });
    const handle = observedHandle(stepping, Object.assign({}, ports, { claim }));
    const running = (signal: AbortSignal): Promise<void> => {
      const leave = arrivals.join(table.name, beside);
      return beside.run(signal).finally(leave);
    };
    const failures = failureMemory();
    const sizes = sizeOfBatches({ least: batchSize, most: batchSize });
    return segmentWorker({
      ...own,
      reader,
      head,
      clock,
      log,
      batchSize: sizes,
      failures,
      handle,
      leased,
      beside,
      running,
    });
  };
  return processor({ table, store, head, clock, worker, lost, stopping });
}

type OwnPorts = Pick<SegmentWorkerPorts, "claim" | "progress" | "replay" | "moved">;
