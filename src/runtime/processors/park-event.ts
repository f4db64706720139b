import { MyelinError } from "../../base/error.ts";
import type { FailureNode } from "../../model/processor-node.ts";
import type { LetterCause, LetterLimits, NewLetter } from "../../store/letter-store.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import { sequenceParked } from "../letters/announce.ts";
import { letterCause } from "../letters/letter-cause.ts";
import { errorType } from "../telemetry/command-metrics.ts";
import { duringEvent, type ObservedBatch } from "../telemetry/observed-batch.ts";
import type { ProcessorEvent } from "./event-page.ts";

export interface ParkingContext {
  readonly processor: string;
  readonly policy: FailureNode;
  readonly transaction: BatchTransaction;
  /** Keys of the sequences that are parked; grows. */
  readonly parked: Set<string>;
  /** Undefined while nobody looks. */
  readonly observed?: ObservedBatch | undefined;
}

/** All that an event behind others needs. */
export type ParkingBehind = Omit<ParkingContext, "transaction"> & {
  readonly transaction: Pick<BatchTransaction, "letters">;
};

/** Of a processor that has letters though its policy makes none any more. */
const usualLimits: LetterLimits = { maxSequences: 1024, maxLetters: 1024 };

/** Puts an event behind the letters of its sequence. False when it has none after all. */
export async function parkBehind(item: ProcessorEvent, parking: ParkingBehind): Promise<boolean> {
  const { transaction, policy, parked } = parking;
  const letter = { ...letterOf(item, null), ...limitsOf(policy) };
  const outcome = await transaction.letters.enqueueIfPresent(item.sequence, letter);
  if (outcome === "full") throw fullQueue(item, parking);
  if (outcome === "absent") parked.delete(item.sequence);
  return outcome === "enqueued";
}

/** Makes a failed event the head of its sequence, and announces it. */
export function park(item: ProcessorEvent, error: unknown, parking: ParkingContext): Promise<void> {
  const { processor, observed } = parking;
  return duringEvent({ observed, item, processor, act: "park" }, (span) => {
    span?.set({ "error.type": errorType(error) });
    return parkNow(item, error, parking);
  });
}

async function parkNow(item: ProcessorEvent, error: unknown, parking: ParkingContext): Promise<void> {
  const { processor, transaction, policy, parked } = parking;
  const letter = { ...letterOf(item, letterCause(error)), ...limitsOf(policy) };
  if ((await transaction.letters.enqueue(item.sequence, letter)) === "full") throw fullQueue(item, parking);
  parked.add(item.sequence);
  await transaction.announce(sequenceParked({ processor, sequence: item.sequence }, item.event));
}

function letterOf({ event, subIndex }: ProcessorEvent, cause: LetterCause | null): NewLetter {
  return { event: { position: event.position, subIndex }, eventType: event.type, cause, diagnostics: null };
}

export function limitsOf(policy: FailureNode): LetterLimits {
  if (policy.kind !== "deadLetter") return usualLimits;
  const { maxSequences, maxLetters } = policy;
  return { maxSequences, maxLetters };
}

/** Back-pressure: nothing is dropped, the segment waits. No failure of the event's own: no policy is asked. */
export class QueueFull extends MyelinError {}

function fullQueue(
  { event, sequence }: ProcessorEvent,
  { processor, policy }: Omit<ParkingContext, "transaction">,
): QueueFull {
  const { maxSequences, maxLetters } = limitsOf(policy);
  const message = `Cannot park event "${event.type}" at position ${event.position} of processor "${processor}": ${maxSequences} sequences are parked, or ${maxLetters} letters of sequence "${sequence}"; retry or evict some of them`;
  return new QueueFull("handler_failed", message, { details: { processor, sequence, position: event.position } });
}
