import { messageOf } from "../../base/error.ts";
import type { Position } from "../../model/position.ts";
import type { ProjectionTable } from "../../model/tables.ts";
import type { BatchTransaction, HeldSegment } from "../../store/segment-store.ts";
import { duringEvent } from "../telemetry/observed-batch.ts";
import { type Batch, type BatchContext, type BatchOutcome, type Stop, type Unit, unitsOf } from "./batch-context.ts";
import type { ProcessorEvent } from "./event-page.ts";
import { decideFailure, isNobodysFault } from "./failure-decision.ts";
import { failureOf } from "./handler-failure.ts";
import { type ParkingContext, park, parkBehind, QueueFull } from "./park-event.ts";
import { project } from "./project.ts";

/**
 * Projects a batch event by event, each behind a savepoint, so that one that fails costs its neighbours nothing: the policy says whether it
 * is tried again, becomes a letter, is passed over or stops the segment. What came before a stop is committed.
 */
export async function batchCarefully(batch: Batch, context: BatchContext<ProjectionTable>): Promise<BatchOutcome> {
  const { segments, claim, parked, table } = context;
  const { from, to } = batch;
  const ended: { stop: Stop | undefined } = { stop: undefined };
  const handle = async (transaction: BatchTransaction, held: HeldSegment): Promise<Position | undefined> => {
    const sequences = await parked.under(held.lettersVersion, transaction.letters);
    const { observed } = batch;
    const parking = { processor: table.name, policy: table.onFailure, transaction, parked: sequences, observed };
    let reached = from;
    for (const unit of unitsOf(batch.events)) {
      ended.stop = await handleUnit(unit, { batch, context, parking });
      if (ended.stop !== undefined) return reached;
      reached = unit.position;
    }
    return undefined;
  };
  const result = await parked.during(() => segments.work({ claim, from, to, handle }));
  return { result, stop: result.kind === "done" ? ended.stop : undefined };
}

interface Handling {
  readonly batch: Batch;
  readonly context: BatchContext<ProjectionTable>;
  readonly parking: ParkingContext;
}

/** All that one stored event became, or nothing of it. Decided anew for as long as another of them fails. */
async function handleUnit(unit: Unit, handling: Handling): Promise<Stop | undefined> {
  for (;;) {
    const at: { item: ProcessorEvent | undefined } = { item: undefined };
    try {
      await handling.parking.transaction.apart(async () => {
        for (const item of unit.events) {
          at.item = item;
          await handleItem(item, handling);
        }
      });
      return undefined;
    } catch (error) {
      if (at.item === undefined || isNobodysFault(error)) throw error;
      const stop = stopFor(at.item, error, handling.context);
      if (stop !== undefined) return stop;
    }
  }
}

async function handleItem(item: ProcessorEvent, { batch, context, parking }: Handling): Promise<void> {
  const failed = context.failures.of(item);
  if (failed?.decision === "skip") return;
  if (parking.parked.has(item.sequence) && (await parkBehind(item, parking))) return;
  if (failed?.decision === "letter") return park(item, failed.error, parking);
  const { transaction } = parking;
  const { table } = context;
  await duringEvent({ observed: batch.observed, item, processor: table.name, act: "handle" }, () =>
    project(table, { events: [item], transaction, replay: batch.replay }),
  );
}

/** Undefined: it was decided what becomes of the event, and the segment can go on. */
export function stopFor(
  item: ProcessorEvent,
  thrown: unknown,
  {
    table,
    failures,
    log,
    metrics,
  }: Pick<BatchContext<ProjectionTable>, "failures" | "log" | "metrics"> & {
    readonly table: Pick<ProjectionTable, "name" | "onFailure">;
  },
): Stop | undefined {
  const { event, sequence } = item;
  // A letter that did not fit, or that could not be written: what becomes of its event was decided already, or is not to be.
  if (thrown instanceof QueueFull || failures.of(item)?.decision !== undefined) return { kind: "halt", error: thrown };
  const failed = failures.failed(item, thrown);
  const { attempts } = failed;
  const error = failureOf(thrown);
  const decision = decideFailure(table.onFailure, { processor: table.name, sequence, event, error, attempts });
  if (decision.kind === "retry") return decision;
  if (decision.kind === "halt") return { kind: "halt", error: thrown };
  failed.decision = decision.kind;
  const facts = { processor: table.name, sequence, event: event.type, position: event.position, attempts };
  const fate = decision.kind === "skip" ? "passed over" : "parked";
  if (decision.kind === "skip") metrics?.count("processorSkipped", table.name, "policy").add();
  else metrics?.count("lettersParked", table.name).add();
  log("error", `Event "${event.type}" is ${fate}: ${messageOf(thrown)}`, facts);
  return undefined;
}
