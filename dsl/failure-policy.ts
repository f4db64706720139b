import { type Duration, durationMs } from "../src/base/duration.ts";
import { defaultFailure } from "../src/model/processor-defaults.ts";
import type { DeadLetterNode } from "../src/model/processor-node.ts";

/** How a failed event becomes a letter, and what becomes of the letter. */
export interface DeadLetterOptions extends Partial<Omit<DeadLetterNode, "kind" | "retryEveryMs">> {
  /** After so long a parked sequence is tried again by itself: milliseconds, or a text such as `"10 minutes"`. Default: only when told to. */
  readonly retryEvery?: Duration;
}

/** What `halt` makes. */
export interface Halt {
  readonly kind: "halt";
}

/** What `skip` makes. */
export interface Skip {
  readonly kind: "skip";
}

/**
 * An event that fails stops its segment, which tries it again until it succeeds: 1 s later, doubling up to 60 s. Nothing is left out,
 * and everything behind it waits.
 */
export function halt(): Halt {
  return Object.freeze({ kind: "halt" });
}

/** An event that fails is logged, counted and passed over at once: a row may then be without it for ever. */
export function skip(): Skip {
  return Object.freeze({ kind: "skip" });
}

/**
 * An event that fails again and again waits in the dead-letter table, and so do all behind it in its sequence, in order, until they
 * are retried; other sequences go on. A full table halts the segment: nothing is ever dropped. The default of projections and
 * reactors, with 3 retries from 100 ms on, doubling, and room for 1,024 sequences of 1,024 letters. Failures that are nobody's fault,
 * such as a lost connection, never make a letter.
 *
 * @throws MyelinError `invalid_application` where `retryEvery` is a text that is no duration
 * @example
 * ```ts
 * projection.fold("balances", { table, initial, onFailure: deadLetter({ retries: 5, retryEvery: "10 minutes" }) })
 * ```
 */
export function deadLetter({ retryEvery, ...options }: DeadLetterOptions = {}): DeadLetterNode {
  const again = retryEvery === undefined ? {} : { retryEveryMs: durationMs(retryEvery) };
  return Object.freeze({ ...defaultFailure, ...options, ...again });
}
