import type { Clock, Log } from "../../base/ports.ts";
import type { ProjectionTable, ReactorTable, Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import { placeEvents } from "../letters/place-event.ts";
import type { LogHead } from "../log-head.ts";
import type { React } from "../reactors/reactor-caller.ts";
import { batchCarefully } from "./batch-carefully.ts";
import type { Batch, BatchContext, BatchOutcome } from "./batch-context.ts";
import { batchOfReactor } from "./batch-of-reactor.ts";
import { batchSize as sizeOfBatches } from "./batch-size.ts";
import { batchTogether } from "./batch-together.ts";
import { failureMemory } from "./failure-decision.ts";
import { logReader } from "./log-reader.ts";
import { parkedSequences } from "./parked-sequences.ts";
import { type Processor, processor } from "./processor.ts";
import { type SegmentWorker, type SegmentWorkerPorts, segmentWorker } from "./segment-worker.ts";

export interface TableProcessorPorts {
  readonly tables: Tables;
  readonly store: Store;
  readonly head: LogHead;
  readonly clock: Clock;
  readonly log: Log;
  readonly batchSize: number;
  readonly react: React;
  /** Resolves when the node's lease holds, or the signal aborts. */
  readonly leased: (signal: AbortSignal) => Promise<void>;
  /** Hears that a claim was lost. */
  readonly lost: () => void;
  /** Aborted when the engine stops. */
  readonly stopping: AbortSignal;
}

/** So many times as many events as others a fold handles in one transaction, at most: its rows are in memory meanwhile, one for each key. */
const foldGrowth = 4;

/** What runs one compiled projection or reactor on this node. */
export function tableProcessor(table: ProjectionTable | ReactorTable, ports: TableProcessorPorts): Processor {
  const { tables, store, head, clock, log, batchSize } = ports;
  const { aggregates } = tables;
  const place = placeEvents(table);
  const reader = logReader({ processor: table, aggregates, events: store.events, place, pageSize: batchSize });
  const worker = (own: OwnPorts): SegmentWorker => {
    const failures = failureMemory();
    const context = { segments: store.segments, claim: own.claim, parked: parkedSequences(), failures, log };
    const handle =
      table.form === "reactor" ? reacting({ ...context, table }, ports) : projecting({ ...context, table });
    const { leased } = ports;
    return segmentWorker({
      ...own,
      reader,
      head,
      clock,
      log,
      batchSize: sizeOfBatches({ least: batchSize, most: table.form === "fold" ? batchSize * foldGrowth : batchSize }),
      failures,
      handle,
      leased,
    });
  };
  const { lost, stopping } = ports;
  return processor({ table, store, head, clock, worker, lost, stopping });
}

type OwnPorts = Pick<SegmentWorkerPorts, "claim" | "progress" | "replay" | "moved">;

function projecting(context: BatchContext<ProjectionTable>): SegmentWorkerPorts["handle"] {
  return async (batch: Batch, how): Promise<BatchOutcome> => {
    if (how === "carefully") return batchCarefully(batch, context);
    return { result: await batchTogether(batch, context), stop: undefined };
  };
}

function reacting(
  context: BatchContext<ReactorTable>,
  { clock, react, stopping }: TableProcessorPorts,
): SegmentWorkerPorts["handle"] {
  return (batch) =>
    batchOfReactor(batch, {
      ...context,
      clock,
      signal: stopping,
      react: (item, { replay }) => react(context.table, item, { replay, signal: stopping }),
    });
}
