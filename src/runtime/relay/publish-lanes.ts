import { groupedBy } from "../../base/grouped-by.ts";
import { linkedAbort } from "../../base/linked-abort.ts";
import type { Clock } from "../../base/ports.ts";
import type { RelayTable } from "../../model/tables.ts";
import { stopFor } from "../processors/batch-carefully.ts";
import type { Batch, BatchContext, Stop } from "../processors/batch-context.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { isNobodysFault } from "../processors/failure-decision.ts";
import type { RelayMemory } from "./relay-memory.ts";

/** What a relay's batches need beside those of projections. */
export interface RelayBatchContext extends BatchContext<RelayTable> {
  readonly clock: Pick<Clock, "now">;
  /** Resolves when the broker has the event; rejects when it fails. */
  readonly publish: (item: ProcessorEvent, batch: Batch) => Promise<void>;
  readonly acknowledged: RelayMemory;
  /** Aborted when the node must not go on: it stops, or may have lost the segment. */
  readonly signal: AbortSignal;
}

/** What became of an event; of those that are not there, nothing yet. */
export type Fates = ReadonlyMap<ProcessorEvent, Fate>;
type Fate = "over" | "letter";

export interface LanesEnd {
  readonly fates: Fates;
  /** Undefined when nothing failed for now. */
  readonly stop: Stop | undefined;
}

/** Milliseconds of publishing between two moves of the position: what a crash makes happen again is bounded by it. */
const longestStretch = 500;
/** Keys of one segment that are published at once, at most. */
const mostLanes = 128;

interface Publishing {
  readonly batch: Batch;
  readonly context: RelayBatchContext;
  /** Sequences with letters; grows. */
  readonly parked: Set<string>;
  readonly fates: Map<ProcessorEvent, Fate>;
  /** No publish begins behind it. Milliseconds since 1970. */
  readonly until: number;
  readonly abort: Abort;
  stop: Stop | undefined;
}

/**
 * Publishes a batch: the events of a sequence one after another, each when the broker has acknowledged the one before, and many
 * sequences at once. What fails for now ends its lane, and the others begin nothing more.
 */
export async function publishLanes(
  batch: Batch,
  { context, parked }: { readonly context: RelayBatchContext; readonly parked: Set<string> },
): Promise<LanesEnd> {
  const { signal, clock } = context;
  const until = clock.now() + longestStretch;
  const lanes = groupedBy(batch.events, ({ sequence }) => sequence);
  const left = lanes.values();
  const abort = abortOf(signal);
  const publishing: Publishing = { batch, context, parked, fates: new Map(), until, abort, stop: undefined };
  try {
    const atOnce = Math.min(mostLanes, lanes.size);
    await Promise.all(Array.from({ length: atOnce }, () => publishOneByOne(left, publishing)));
  } finally {
    abort.forget();
  }
  return publishing;
}

interface Abort {
  /** Never resolves; rejects when the signal aborts. */
  readonly told: Promise<never>;
  forget(): void;
}

/** One listener for all messages of a batch; on a signal of its own, since all segments share the other. */
function abortOf(signal: AbortSignal): Abort {
  const own = linkedAbort(signal);
  let tell = (): void => {};
  const told = new Promise<never>((_, reject) => {
    tell = () => reject(own.signal.reason);
  });
  if (own.signal.aborted) tell();
  else own.signal.addEventListener("abort", tell, { once: true });
  // Nobody may be waiting when it comes.
  told.catch(() => {});
  return { told, forget: () => own.leave() };
}

/** Takes lane after lane from those that nobody works on yet. */
async function publishOneByOne(left: Iterator<readonly ProcessorEvent[]>, publishing: Publishing): Promise<void> {
  for (let next = left.next(); next.done !== true; next = left.next())
    for (const item of next.value) if (!(await isOver(item, publishing))) break;
}

/** Whether what comes after it in its sequence may follow. */
async function isOver(item: ProcessorEvent, publishing: Publishing): Promise<boolean> {
  const { context, parked, fates, until } = publishing;
  if (parked.has(item.sequence)) return becomes(item, { fate: "letter", fates });
  const decision = context.failures.of(item)?.decision;
  if (decision === "skip" || context.acknowledged.has(item)) return becomes(item, { fate: "over", fates });
  if (decision === "letter") {
    parked.add(item.sequence);
    return becomes(item, { fate: "letter", fates });
  }
  if (publishing.stop !== undefined || context.signal.aborted || context.clock.now() > until) return false;
  const failed = await failureOf(item, publishing);
  if (failed === undefined) {
    context.acknowledged.add(item);
    return becomes(item, { fate: "over", fates });
  }
  const stop = stopOf(item, failed.error, publishing);
  // The policy has passed over it or parked it: that is looked at as it is in a later batch.
  if (stop === undefined) return isOver(item, publishing);
  publishing.stop = graver(publishing.stop, stop);
  return false;
}

/** The longer pause counts. */
function graver(known: Stop | undefined, added: Stop): Stop {
  return known?.kind === "halt" ? known : added;
}

function becomes(
  item: ProcessorEvent,
  { fate, fates }: { readonly fate: Fate; readonly fates: Publishing["fates"] },
): true {
  fates.set(item, fate);
  return true;
}

async function failureOf(
  item: ProcessorEvent,
  { batch, context, abort }: Publishing,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    await Promise.race([context.publish(item, batch), abort.told]);
    return undefined;
  } catch (error) {
    return { error };
  }
}

function stopOf(item: ProcessorEvent, error: unknown, { context }: Publishing): Stop | undefined {
  // A node that stops waits no longer: no failure of the message.
  if (context.signal.aborted) return { kind: "retry", pauseMs: 0 };
  // An outage uses up no attempts of an event.
  return isNobodysFault(error) ? { kind: "halt", error } : stopFor(item, error, context);
}
