import type { Json } from "../base/json.ts";
import type { StoredEvent } from "./message.ts";
import type { Position } from "./position.ts";

/** Where a processor begins that has never run. */
export type StartNode =
  | { readonly kind: "first" }
  | { readonly kind: "latest" }
  | { readonly kind: "position"; readonly position: Position }
  /** The first event that was recorded then or later. */
  | { readonly kind: "time"; readonly time: Date };

/** How a handler failed on an event. */
export interface HandlingFailure {
  readonly processor: string;
  /** The sequence that the event belongs to. */
  readonly sequence: string;
  readonly event: StoredEvent;
  readonly error: unknown;
  /** Attempts so far, this one counted. */
  readonly attempts: number;
  /** Present when the event was a letter already. */
  readonly letter?: LetterFacts;
}

/** What a handler of a letter can see of it. */
export interface LetterFacts {
  /** Place in its sequence. */
  readonly index: number;
  /** Times it was handled as a letter, this one counted. */
  readonly attempts: number;
  readonly enqueuedAt: Date;
  readonly diagnostics: Json;
}

/** What becomes of a letter whose handling failed again. */
export type LetterVerdict =
  /** It stays where it is, with the new cause and with diagnostics, and the sequence waits on. */
  | { readonly kind: "requeue"; readonly diagnostics?: Json }
  /** It is given up; its successors go on. */
  | { readonly kind: "evict" };

/** The event and all behind it in its sequence wait in the dead-letter table; its neighbours go on. */
export interface DeadLetterNode {
  readonly kind: "deadLetter";
  /** Further attempts at once, before it becomes a letter. */
  readonly retries: number;
  /** Milliseconds before the first of them, doubling. */
  readonly backoffMs: number;
  /** Sequences parked at once, at most; beyond it the segment halts. */
  readonly maxSequences: number;
  /** Letters of one sequence, at most; beyond it the segment halts. */
  readonly maxLetters: number;
  /** Milliseconds after which a parked sequence is tried again by itself; absent: only when told to. */
  readonly retryEveryMs?: number;
  /** Whether the failed event becomes a letter; false: it is skipped. Default: always. */
  readonly enqueue?: (failure: HandlingFailure) => boolean;
  /** What becomes of a letter that failed again. Default: requeue. */
  readonly verdict?: (failure: HandlingFailure) => LetterVerdict;
}

/** What becomes of an event whose handler failed. */
export type FailureNode =
  /** The segment waits and tries again for ever. */
  | { readonly kind: "halt" }
  /** It is logged and passed over. */
  | { readonly kind: "skip" }
  | DeadLetterNode;

/** Who handles an event of a reactor. */
export type Delivery =
  /** One node, at least once: claimed by segments, remembered by positions. */
  | "competing"
  /** Every node, from now on, in memory. */
  | "broadcast"
  /** The node that appended it, after the commit, in memory. */
  | "local";

/** The replay that a processor is in. */
export interface Replay {
  /** Events up to here are seen for the second time. */
  readonly until: Position;
  /** What whoever started it gave along. */
  readonly context: Json;
}
