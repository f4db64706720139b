import { messageOf } from "../../base/error.ts";
import type { HandlingFailure, LetterVerdict } from "../../model/processor-node.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { isNobodysFault } from "../processors/failure-decision.ts";
import { failureOf } from "../processors/handler-failure.ts";
import { sequenceResumed } from "./announce.ts";
import { letterCause } from "./letter-cause.ts";
import { factsOf, type LetterHandling, type LetterOutcome } from "./letter-handling.ts";

/** What the removal of a letter found. */
export type Eviction = "evicted" | "emptied" | "unknown";

/** Removes the letter, if it is still this worker's. */
export function evict({ letter }: LetterHandling, { letters }: BatchTransaction): Promise<Eviction> {
  const { sequence, index, token } = letter;
  return letters.evict(sequence, { index, token });
}

/** The same, and announces that the sequence goes on where it was the last one. */
export async function remove(
  handling: LetterHandling,
  transaction: BatchTransaction,
  { kind }: { kind: "handled" | "given-up" },
): Promise<LetterOutcome> {
  return ended(handling, transaction, { kind, eviction: await evict(handling, transaction) });
}

/** What follows a removal, in its transaction. */
export async function ended(
  { letter, announced }: LetterHandling,
  transaction: BatchTransaction,
  { kind, eviction }: { kind: "handled" | "given-up"; eviction: Eviction },
): Promise<LetterOutcome> {
  if (eviction === "unknown") return { kind: "lost" };
  const emptied = eviction === "emptied";
  if (emptied && announced) await transaction.announce([sequenceResumed(letter)]);
  return { kind, emptied };
}

/** What the policy says of a letter that failed again. What is nobody's fault is thrown on: the letter stays as it is. */
export async function failedAgain(
  handling: LetterHandling,
  transaction: BatchTransaction,
  { error }: { error: unknown },
): Promise<LetterOutcome> {
  if (isNobodysFault(error)) throw error;
  const { letter, log } = handling;
  handling.span?.fail(error);
  const { processor, sequence, index, token, event } = letter;
  const verdict = verdictOn(handling, error);
  const facts = {
    processor,
    sequence,
    position: event.position,
    attempts: letter.attempts + 1,
    cause: messageOf(error),
  };
  if (verdict.kind === "evict") {
    log("warn", "Letter failed again and was given up, as its policy says", facts);
    return remove(handling, transaction, { kind: "given-up" });
  }
  log("warn", "Letter failed again; its sequence waits on", facts);
  const { diagnostics = letter.diagnostics } = verdict;
  const requeued = await transaction.letters.requeue(sequence, {
    index,
    token,
    cause: letterCause(error),
    diagnostics,
  });
  return { kind: requeued === "unknown" ? "lost" : "requeued" };
}

/** A policy that throws does not get its letter lost: it stays. */
function verdictOn(handling: LetterHandling, error: unknown): LetterVerdict {
  const { table, letter, subject, log } = handling;
  const policy = table.onFailure;
  const [item] = subject.items;
  if (policy.kind !== "deadLetter" || policy.verdict === undefined || item === undefined) return { kind: "requeue" };
  try {
    return policy.verdict(failureWith(handling, { item, error }));
  } catch (thrown) {
    const { processor, sequence } = letter;
    log("error", "The policy for letters threw; the letter stays", { processor, sequence, cause: messageOf(thrown) });
    return { kind: "requeue" };
  }
}

function failureWith(
  { letter }: LetterHandling,
  { item, error }: { item: ProcessorEvent; error: unknown },
): HandlingFailure {
  const { processor, sequence } = letter;
  const facts = factsOf(letter);
  return { processor, sequence, event: item.event, error: failureOf(error), attempts: facts.attempts, letter: facts };
}
