import type { Clock, Log } from "../../base/ports.ts";
import type { EffectTable, ProjectionTable, ReactorTable, RelayTable, Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import { placeEvents } from "../letters/place-event.ts";
import type { LogHead } from "../log-head.ts";
import type { React } from "../reactors/reactor-caller.ts";
import { batchOfRelay } from "../relay/batch-of-relay.ts";
import { relayMemory } from "../relay/relay-memory.ts";
import type { EngineMetrics } from "../telemetry/engine-metrics.ts";
import { duringEvent } from "../telemetry/observed-batch.ts";
import { observedHandle } from "../telemetry/observed-handle.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { batchCarefully } from "./batch-carefully.ts";
import type { Batch, BatchContext, BatchOutcome } from "./batch-context.ts";
import { batchOfReactor } from "./batch-of-reactor.ts";
import { batchSize as sizeOfBatches } from "./batch-size.ts";
import { batchTogether } from "./batch-together.ts";
import { failureMemory } from "./failure-decision.ts";
import { type LogReader, logReader } from "./log-reader.ts";
import { parkedSequences } from "./parked-sequences.ts";
import { type Processor, type ProcessorPorts, processor } from "./processor.ts";
import { type SegmentWorker, type SegmentWorkerPorts, segmentWorker } from "./segment-worker.ts";

export interface TableProcessorPorts {
  readonly tables: Tables;
  readonly store: Store;
  readonly head: LogHead;
  readonly clock: Clock;
  readonly log: Log;
  readonly batchSize: number;
  readonly react: React;
  readonly telemetry?: Telemetry | undefined;
  readonly metrics?: EngineMetrics | undefined;
  /** Resolves when the node's lease holds, or the signal aborts. */
  readonly leased: (signal: AbortSignal) => Promise<void>;
  /** Hears that a claim was lost. */
  readonly lost: () => void;
  /** Aborted when the engine stops. */
  readonly stopping: AbortSignal;
}

/** So many times as many events as others a fold handles in one transaction, at most: its rows are in memory meanwhile, one for each key. */
const foldGrowth = 4;

/** What runs one compiled projection, reactor or relay on this node. */
export function tableProcessor(table: ProjectionTable | EffectTable, ports: TableProcessorPorts): Processor {
  const { store, head, clock, lost, stopping } = ports;
  const { worker } = tableWorkers(table, ports);
  return processor({ table, store, head, clock, worker, lost, stopping });
}

/** What works on single segments of a table; all of them read by way of one reader. */
export interface TableWorkers {
  readonly reader: LogReader;
  readonly worker: ProcessorPorts["worker"];
}

export interface TableWorkersPorts extends Omit<TableProcessorPorts, "lost" | "head"> {
  readonly head: SegmentWorkerPorts["head"];
  /** Aborted when no further event of a reactor is to be begun; default `stopping`, which also its handlers hear. */
  readonly enough?: AbortSignal;
}

export function tableWorkers(table: ProjectionTable | EffectTable, ports: TableWorkersPorts): TableWorkers {
  const { tables, store, head, clock, log, batchSize, leased, metrics } = ports;
  const { aggregates } = tables;
  const place = placeEvents(table);
  const dropped = (): void => metrics?.count("processorSkipped", table.name, "upcast").add();
  const reader = logReader({ processor: table, aggregates, events: store.events, place, pageSize: batchSize, dropped });
  const worker = (own: OwnPorts): SegmentWorker => {
    const failures = failureMemory();
    const context = { segments: store.segments, claim: own.claim, parked: parkedSequences(), failures, log, metrics };
    const handle = observedHandle(
      handling(table, { context, ports }),
      Object.assign({}, ports, { claim: own.claim, table }),
    );
    const sizes = { least: batchSize, most: table.form === "fold" ? batchSize * foldGrowth : batchSize };
    return segmentWorker({
      ...own,
      reader,
      head,
      clock,
      log,
      batchSize: sizeOfBatches(sizes),
      failures,
      handle,
      leased,
    });
  };
  return { reader, worker };
}

type OwnPorts = Pick<SegmentWorkerPorts, "claim" | "progress" | "replay" | "moved">;

interface Handling {
  readonly context: Omit<BatchContext<never>, "table">;
  readonly ports: TableWorkersPorts;
}

function handling(table: ProjectionTable | EffectTable, { context, ports }: Handling): SegmentWorkerPorts["handle"] {
  if (table.form === "reactor") return reacting({ ...context, table }, ports);
  if (table.form === "relay") return relaying({ ...context, table }, ports);
  return projecting({ ...context, table });
}

function projecting(context: BatchContext<ProjectionTable>): SegmentWorkerPorts["handle"] {
  return async (batch: Batch, how): Promise<BatchOutcome> => {
    if (how === "carefully") return batchCarefully(batch, context);
    return { result: await batchTogether(batch, context), stop: undefined };
  };
}

function reacting(
  context: BatchContext<ReactorTable>,
  { clock, react, stopping, enough = stopping }: TableWorkersPorts,
): SegmentWorkerPorts["handle"] {
  return (batch) =>
    batchOfReactor(batch, {
      ...context,
      clock,
      signal: enough,
      react: (item, { replay, observed }) =>
        duringEvent({ observed, item, processor: context.table.name, act: "handle" }, (span) =>
          react(context.table, item, { replay, signal: stopping, span }),
        ),
    });
}

function relaying(
  context: BatchContext<RelayTable>,
  { clock, react, stopping, enough = stopping }: TableWorkersPorts,
): SegmentWorkerPorts["handle"] {
  const acknowledged = relayMemory();
  return (batch) =>
    batchOfRelay(batch, {
      ...context,
      clock,
      signal: enough,
      acknowledged,
      publish: (item, { replay, observed }) =>
        duringEvent({ observed, item, processor: context.table.name, act: "handle" }, (span) =>
          react(context.table, item, { replay, signal: stopping, span }),
        ),
    });
}
