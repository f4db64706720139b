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
  const standings = standing(batch, fates);
  return commitFarthest(standings, { batch, context, stop });
}

interface Committing {
  readonly batch: Batch;
  readonly context: RelayBatchContext;
  readonly stop: BatchOutcome["stop"];
}

/** As far as there is room for letters: what is acknowledged behind them is remembered, and not published again. */
async function commitFarthest(
  [farthest, ...nearer]: readonly [Standing, ...Standing[]],
  { batch, context, stop }: Committing,
): Promise<BatchOutcome> {
  try {
    return { result: await commitEffects(batch, { context, ...farthest }), stop };
  } catch (error) {
    const [next, ...others] = nearer;
    if (!(error instanceof QueueFull) || next === undefined) throw error;
    // The last one is what nothing needs room for: there the segment has to wait.
    const halt = { kind: "halt", error } as const;
    return commitFarthest([next, ...others], { batch, context, stop: others.length === 0 ? halt : undefined });
  }
}

/** How far a segment may be moved. */
interface Standing {
  readonly reached: Position;
  /** In order. */
  readonly letters: readonly ProcessorEvent[];
}

/** As far as nothing is left to be published; where that needs letters also up to the first of them, and to before it. */
function standing(batch: Batch, fates: Fates): readonly [Standing, ...Standing[]] {
  const letters: ProcessorEvent[] = [];
  const nearer: Standing[] = [];
  let reached = batch.from;
  for (const { position, events } of unitsOf(batch.events)) {
    if (events.some((item) => !fates.has(item))) return [{ reached, letters }, ...nearer];
    const own = events.filter((item) => fates.get(item) === "letter");
    if (own.length > 0 && nearer.length === 0)
      nearer.push({ reached: position, letters: own }, { reached, letters: [] });
    letters.push(...own);
    reached = position;
  }
  return [{ reached: batch.to, letters }, ...nearer];
}
