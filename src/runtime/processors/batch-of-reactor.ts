import type { Clock } from "../../base/ports.ts";
import type { Position } from "../../model/position.ts";
import type { ReactorTable } from "../../model/tables.ts";
import { stopFor } from "./batch-carefully.ts";
import { type Batch, type BatchContext, type BatchOutcome, type Stop, unitsOf } from "./batch-context.ts";
import { commitEffects, parkedNow } from "./commit-effects.ts";
import type { ProcessorEvent } from "./event-page.ts";
import { QueueFull } from "./park-event.ts";

/** What a reactor's batches need beside those of projections. */
export interface ReactorBatchContext extends BatchContext<ReactorTable> {
  readonly clock: Pick<Clock, "now">;
  /** Calls the handler; rejects when it fails. */
  readonly react: (item: ProcessorEvent, batch: Batch) => Promise<void>;
  /** Aborted when the node must not go on: it stops, or may have lost the segment. */
  readonly signal: AbortSignal;
}

/** Milliseconds of handling between two moves of the position: what a crash makes happen again is bounded by it. */
const longestStretch = 500;

/** Handlers run outside of any transaction, under lease and epoch; then letters and position are committed together. At least once. */
export async function batchOfReactor(batch: Batch, context: ReactorBatchContext): Promise<BatchOutcome> {
  const sequences = await parkedNow(batch, context);
  if (!(sequences instanceof Set)) return { result: sequences, stop: undefined };
  const { before, reached, letters, stop } = await reactTo(batch, { context, parked: new Set(sequences) });
  try {
    return { result: await commitEffects(batch, { context, reached, letters }), stop };
  } catch (error) {
    if (!(error instanceof QueueFull)) throw error;
    // What came before the letters is done, and must not be done again each time the segment tries.
    const result = await commitEffects(batch, { context, reached: before, letters: [] });
    return { result, stop: { kind: "halt", error } };
  }
}

interface Reacting {
  readonly context: ReactorBatchContext;
  /** Grows. */
  readonly parked: Set<string>;
}

interface Reacted {
  /** Where the event stands after that the letters are for. */
  readonly before: Position;
  readonly reached: Position;
  /** What has to go into the dead-letter table, in order. */
  readonly letters: readonly ProcessorEvent[];
  readonly stop: Stop | undefined;
}

async function reactTo(batch: Batch, { context, parked }: Reacting): Promise<Reacted> {
  const { clock, signal } = context;
  const until = clock.now() + longestStretch;
  let reached = batch.from;
  for (const unit of unitsOf(batch.events)) {
    if (signal.aborted || clock.now() > until) return { before: reached, reached, letters: [], stop: undefined };
    const own: ProcessorEvent[] = [];
    for (const item of unit.events) {
      const stop = await reactToOne(item, { batch, context, parked, own });
      if (stop !== undefined) return { before: reached, reached, letters: [], stop };
    }
    // Whether there is room for letters shows only now: nothing is done behind them that would have to be done again.
    if (own.length > 0) return { before: reached, reached: unit.position, letters: own, stop: undefined };
    reached = unit.position;
  }
  return { before: reached, reached: batch.to, letters: [], stop: undefined };
}

interface ReactingToOne extends Reacting {
  readonly batch: Batch;
  readonly own: ProcessorEvent[];
}

async function reactToOne(item: ProcessorEvent, reacting: ReactingToOne): Promise<Stop | undefined> {
  const { batch, context, parked, own } = reacting;
  if (parked.has(item.sequence)) {
    own.push(item);
    return undefined;
  }
  const decision = context.failures.of(item)?.decision;
  if (decision === "skip") return undefined;
  if (decision === undefined) {
    try {
      if (item.broken !== undefined) throw item.broken;
      await context.react(item, batch);
      return undefined;
    } catch (error) {
      // A node that stops aborts its handlers: no failure of theirs.
      if (context.signal.aborted) return { kind: "retry", pauseMs: 0 };
      const stop = stopFor(item, error, context);
      return stop ?? reactToOne(item, reacting);
    }
  }
  parked.add(item.sequence);
  own.push(item);
  return undefined;
}
