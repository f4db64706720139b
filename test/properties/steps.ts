import fc from "fast-check";
import { byRoute, inCluster } from "../../src/mod.ts";
import type { CommandSubmission } from "../../src/runtime/mod.ts";
import { tablesOf } from "../commands/tally.ts";
import { counter } from "../runtime/counter.ts";

/** The counter in three lives; sequenced by a payload field where nothing else is said. */
export const variants = {
  plain: tablesOf(counter),
  "with snapshots": tablesOf(counter.snapshot({ version: 1, everyEvents: 2 })),
  "in cluster": tablesOf(clustered()),
} as const;

export type Variant = keyof typeof variants;

function clustered() {
  const { node } = counter;
  // A counter has its policy already: another one is another counter.
  return { ...counter, node: { ...node, sequence: inCluster(byRoute()) } };
}

/** One command of a history. */
export interface Step {
  readonly counter: string;
  readonly by: number;
  readonly clear: boolean;
  /** 0 for none. */
  readonly key: number;
  /** -1 for none. */
  readonly expected: number;
}

const counterName = fc.constantFrom("a", "b", "c");

export const step: fc.Arbitrary<Step> = fc.record({
  counter: counterName,
  by: fc.constantFrom(0, 1, 30, 60),
  clear: fc.boolean(),
  // Few keys, so that some are used again, with the same payload or another.
  key: fc.constantFrom(0, 0, 0, 1, 2, 3),
  expected: fc.constantFrom(-1, -1, -1, 0, 1, 2),
});

/** A stream is set back to what it was at a version, as by a restored database. */
export interface SetBack {
  readonly setBack: string;
  readonly to: number;
}

export const setBack: fc.Arbitrary<SetBack> = fc.record({ setBack: counterName, to: fc.nat(3) });

/** `run` keeps the histories of one store apart. */
export function submissionOf({ counter, by, clear, key, expected }: Step, run: string): CommandSubmission {
  const counterId = `${run}-${counter}`;
  const ids = {
    ...(key > 0 ? { id: `${run}-key-${key}` } : {}),
    ...(expected >= 0 ? { expectedVersion: expected } : {}),
  };
  return clear
    ? { command: "Clear", payload: { counterId, group: "g" }, ...ids }
    : { command: "Count", payload: { counterId, by }, ...ids };
}
