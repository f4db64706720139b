import type { Position } from "../../model/position.ts";
import { type Batch, type BatchOutcome, unitsOf } from "../processors/batch-context.ts";
import { commitEffects, parkedNow } from "../processors/commit-effects.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { QueueFull } from "../processors/park-event.ts";
import { type Fates, publishLanes, type RelayBatchContext } from "./publish-lanes.ts";

/**
 * Publishes outside of any transaction, under lease and epoch; then letters and position are committed together, as far as everything
 * before is acknowledged. At least once.
 */
export async function batchOfRelay(batch: Batch, context: RelayBatchContext): Promise<BatchOutcome> {
  const { acknowledged } = context;
  acknowledged.passed(batch.from);
  const sequences = await parkedNow(batch, context);
  if (!(sequences instanceof Set)) return { result: sequences, stop: undefined };
  const { fates, stop } = await publishLanes(batch, { context, parked: new Set(sequences) });
  const { before, reached, letters } = standing(batch, fates);
  try {
    return { result: await commitEffects(batch, { context, reached, letters }), stop };
  } catch (error) {
    if (!(error instanceof QueueFull)) throw error;
    // What came before the letters is acknowledged; what came behind them is remembered.
    const result = await commitEffects(batch, { context, reached: before, letters: [] });
    return { result, stop: { kind: "halt", error } };
  }
}

interface Standing {
  /** Where the segment stands before the first event with letters. */
  readonly before: Position;
  readonly reached: Position;
  /** In order. */
  readonly letters: readonly ProcessorEvent[];
}

/** As far as nothing is left to be published. */
function standing(batch: Batch, fates: Fates): Standing {
  const letters: ProcessorEvent[] = [];
  let before: Position | undefined;
  let reached = batch.from;
  for (const { position, events } of unitsOf(batch.events)) {
    if (events.some((item) => !fates.has(item))) return { before: before ?? reached, reached, letters };
    const own = events.filter((item) => fates.get(item) === "letter");
    if (own.length > 0) before ??= reached;
    letters.push(...own);
    reached = position;
  }
  return { before: before ?? reached, reached: batch.to, letters };
}
