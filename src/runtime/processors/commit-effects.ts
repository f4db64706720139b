import { MyelinError } from "../../base/error.ts";
import type { Position } from "../../model/position.ts";
import type { EffectTable } from "../../model/tables.ts";
import type { BatchTransaction, HeldSegment, WorkResult } from "../../store/segment-store.ts";
import type { Batch, BatchContext } from "./batch-context.ts";
import type { ProcessorEvent } from "./event-page.ts";
import { park, parkBehind } from "./park-event.ts";

/** Before any handler is called: who is parked. Others may resume a sequence, but only the owner of a segment parks one. */
export async function parkedNow(
  { from }: Batch,
  { segments, claim, parked }: BatchContext<EffectTable>,
): Promise<Set<string> | WorkResult> {
  if (parked.known !== undefined) return parked.known;
  const seen: { sequences: Set<string> | undefined } = { sequences: undefined };
  const handle = async (transaction: BatchTransaction, held: HeldSegment): Promise<undefined> => {
    seen.sequences = await parked.under(held.lettersVersion, transaction.letters);
  };
  const result = await segments.work({ claim, from, to: from, handle });
  return result.kind === "done" && seen.sequences !== undefined ? seen.sequences : result;
}

interface Committing {
  readonly context: BatchContext<EffectTable>;
  readonly reached: Position;
  readonly letters: readonly ProcessorEvent[];
}

/** Writes what has to wait into the dead-letter table and moves the position, in one transaction. Throws `QueueFull`; nothing has changed then. */
export async function commitEffects(batch: Batch, { context, reached, letters }: Committing): Promise<WorkResult> {
  const { segments, claim, table, parked, failures } = context;
  const handle = async (transaction: BatchTransaction, held: HeldSegment): Promise<undefined> => {
    const sequences = await parked.under(held.lettersVersion, transaction.letters);
    const { observed } = batch;
    const parking = { processor: table.name, policy: table.onFailure, transaction, parked: sequences, observed };
    for (const item of letters) {
      const failed = failures.of(item);
      if (failed?.decision === "letter" && !sequences.has(item.sequence)) await park(item, failed.error, parking);
      else if (!(await parkBehind(item, parking))) throw resumedMeanwhile(item, table);
    }
    return undefined;
  };
  return parked.during(() => segments.work({ claim, from: batch.from, to: reached, handle }));
}

/** It has to be handled then: nothing of the batch is committed, and it is handled again. */
function resumedMeanwhile({ sequence }: ProcessorEvent, { name }: EffectTable): MyelinError {
  return new MyelinError(
    "contention",
    `Cannot park behind sequence "${sequence}" of processor "${name}": it was resumed meanwhile; handle it again`,
  );
}
