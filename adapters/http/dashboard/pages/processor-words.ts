import type { ProcessorOverview } from "../../../../src/runtime/mod.ts";

/** How a processor stands, in words: each state that a segment of it is in, once, and what else is to be known. */
export function wordsOf({
  paused,
  segments,
  kind,
  replayingUntil,
  rebuild,
  parkedSequences,
}: ProcessorOverview): readonly string[] {
  const states = paused ? ["paused"] : [...new Set(segments.map(({ state }) => state))].sort();
  return [
    ...(states.length === 0 ? ["never ran"] : states),
    ...(kind === "undeclared" ? ["undeclared"] : []),
    ...(replayingUntil === null ? [] : ["replaying"]),
    ...(rebuild === null ? [] : [rebuild.state === "refused" ? "rebuild refused" : "rebuilding"]),
    ...(parkedSequences > 0 ? ["parked"] : []),
  ];
}
