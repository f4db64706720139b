import type { DeadLetterNode } from "./processor-node.ts";

/** What projections and reactors get that say nothing of failures. */
export const defaultFailure: DeadLetterNode = Object.freeze({
  kind: "deadLetter",
  retries: 3,
  backoffMs: 100,
  maxSequences: 1024,
  maxLetters: 1024,
});

/** Segments of a processor at its first start, where it says nothing else. */
export const defaultSegments = 16;

/** More segments than this are not begun with; splitting leads further. */
export const mostSegments = 1024;
