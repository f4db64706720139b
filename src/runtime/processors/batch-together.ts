import type { ProjectionTable } from "../../model/tables.ts";
import type { BatchTransaction, HeldSegment, WorkResult } from "../../store/segment-store.ts";
import type { Batch, BatchContext } from "./batch-context.ts";
import type { ProcessorEvent } from "./event-page.ts";
import { parkBehind } from "./park-event.ts";
import { project } from "./project.ts";

/**
 * Projects a batch and moves the position in one transaction. What belongs to a parked sequence goes behind its letters, and its
 * handler is not called. When a handler fails nothing is done at all, and what it threw is thrown.
 */
export async function batchTogether(batch: Batch, context: BatchContext<ProjectionTable>): Promise<WorkResult> {
  const { segments, claim, parked } = context;
  const { from, to } = batch;
  const handle = async (transaction: BatchTransaction, held: HeldSegment): Promise<undefined> => {
    const sequences = await parked.under(held.lettersVersion, transaction.letters);
    const events =
      sequences.size === 0 ? batch.events : await withoutParked(batch, { context, transaction, sequences });
    if (events.length > 0) await project(context.table, { events, transaction, replay: batch.replay });
  };
  return parked.during(() => segments.work({ claim, from, to, handle }));
}

interface Sorting {
  readonly context: BatchContext<ProjectionTable>;
  readonly transaction: BatchTransaction;
  readonly sequences: Set<string>;
}

async function withoutParked(
  batch: Batch,
  { context, transaction, sequences }: Sorting,
): Promise<readonly ProcessorEvent[]> {
  const { name: processor, onFailure: policy } = context.table;
  const healthy: ProcessorEvent[] = [];
  for (const item of batch.events) {
    const waits =
      sequences.has(item.sequence) && (await parkBehind(item, { processor, policy, transaction, parked: sequences }));
    if (!waits) healthy.push(item);
  }
  return healthy;
}
