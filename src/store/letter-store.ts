import type { Json } from "../base/json.ts";
import type { Position } from "../model/position.ts";

/** The sequence of a processor that letters wait in. */
export interface SequenceRef {
  readonly processor: string;
  /** The sequence key. */
  readonly sequence: string;
}

/** Which event a letter stands for: the letter keeps no data, so that upcasters and a mended handler apply when it is retried. */
export interface LetterEvent {
  /** In place of an event: the row of a workflow's inbox that holds what came (a timer, a signal, a rejection …); `position` is then the start of the log. Evicting the letter removes the row. */
  readonly inbox?: string;
  readonly position: Position;
  /** 0, or the place among what an upcaster made of the stored event; `wholeEvent` where the upcaster failed. */
  readonly subIndex: number;
}

/** In place of a sub-index: all that will come of the stored event, once its upcaster is mended. */
export const wholeEvent = -1;

/** Why the handler failed. */
export interface LetterCause {
  /** The error's name. */
  readonly type: string;
  readonly message: string;
  readonly stack: string | null;
}

/** An event on its way into the dead-letter table. */
export interface NewLetter {
  readonly event: LetterEvent;
  /** Qualified type of the event, as its handler saw it: for lists. */
  readonly eventType: string;
  /** Null for a successor, which was not handled. */
  readonly cause: LetterCause | null;
  readonly diagnostics: Json;
}

/** One letter as it is kept. */
export interface Letter extends NewLetter, SequenceRef {
  /** Grows within a sequence; the head has the lowest. */
  readonly index: number;
  /** Times it was handled as a letter. */
  readonly attempts: number;
  readonly enqueuedAt: Date;
  readonly touchedAt: Date;
}

/** Where letters are no longer taken. */
export interface LetterLimits {
  readonly maxSequences: number;
  readonly maxLetters: number;
}

/** A letter that a worker has for itself for a time. */
export interface ClaimedLetter extends Letter {
  /** Proves it. */
  readonly token: string;
}

/**
 * Changes of the letters of one segment, inside of the transaction that holds its lock. Each change counts up the version in
 * the segment's row.
 */
export interface LetterTransaction {
  /** Keys of the sequences of this segment that have letters. */
  parked(): Promise<ReadonlySet<string>>;
  /** The letters of a sequence in order, in short. */
  ofSequence(sequence: string): Promise<readonly Pick<Letter, "index" | "eventType">[]>;
  /** Puts a letter behind the others of its sequence, or begins one. `full` beyond a limit: nothing is stored. */
  enqueue(sequence: string, letter: NewLetter & LetterLimits): Promise<"enqueued" | "full">;
  /** The same only where the sequence has letters: `absent` otherwise. */
  enqueueIfPresent(sequence: string, letter: NewLetter & LetterLimits): Promise<"enqueued" | "absent" | "full">;
  /** Removes a letter. `emptied` when it was the last of its sequence; `unknown` where it is not, or the token is not its claim's. */
  evict(
    sequence: string,
    which: { readonly index: number; readonly token?: string },
  ): Promise<"evicted" | "emptied" | "unknown">;
  /** Keeps the letter's place, with a new cause, and ends its claim. `unknown` as for `evict`. */
  requeue(
    sequence: string,
    which: { readonly index: number; readonly token?: string } & Pick<NewLetter, "cause" | "diagnostics">,
  ): Promise<"requeued" | "unknown">;
}

/** A parked sequence as lists show it. */
export interface ParkedSequence extends SequenceRef {
  readonly letters: number;
  /** The letter that parks it. */
  readonly head: Letter;
}

/** Which sequences are wanted. */
export interface SequenceQuery {
  readonly processor?: string;
  /** Go on behind this one; lists are sorted by processor, then sequence. */
  readonly after?: SequenceRef;
  readonly limit: number;
}

/** Who retries, and what. */
export interface LetterClaim {
  readonly processor: string;
  /** Of one sequence only. */
  readonly sequence?: string;
  /** Only heads that were touched before, by the store's clock: milliseconds ago, at least. */
  readonly untouchedMs?: number;
  /** Milliseconds for which no other worker gets it. */
  readonly leaseMs: number;
}

/** Reads of the dead-letter table, and claims of letters. Changes go through `SegmentStore.locked`. */
export interface LetterStore {
  /** Heads of sequences with their sizes. */
  sequences(query: SequenceQuery): Promise<readonly ParkedSequence[]>;
  /** The letters of a sequence in order. */
  letters(query: SequenceRef & { readonly after?: number; readonly limit: number }): Promise<readonly Letter[]>;
  contains(sequence: SequenceRef): Promise<boolean>;
  /** Sequences and letters of a processor. */
  count(processor: string): Promise<{ readonly sequences: number; readonly letters: number }>;
  /** The claimable head that was touched longest ago; undefined where there is none. Two callers never get the same one. */
  claim(claim: LetterClaim): Promise<ClaimedLetter | undefined>;
  /** The head of a sequence whose former head was just evicted under this token, under the same claim; undefined when it is done. */
  claimNext(
    claim: SequenceRef & { readonly token: string; readonly leaseMs: number },
  ): Promise<ClaimedLetter | undefined>;
  /** Lets go of the sequence's head, so that others may retry it. */
  unclaim(claim: SequenceRef & { readonly token: string }): Promise<void>;
  /** Gives the letters of a processor that was renamed to its new name, sequence by sequence. Refused where both have letters of one sequence. */
  move(request: {
    readonly from: string;
    readonly to: string;
  }): Promise<{ readonly moved: number; readonly refused: readonly string[] }>;
}
