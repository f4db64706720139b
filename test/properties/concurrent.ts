import fc from "fast-check";
import { expect } from "vitest";
import { eventsOf, nextRun, node, outcomeOf, type Subject, type Way, ways } from "./history.ts";
import { type Observation, unexplained } from "./serial-order.ts";
import { type Step, step, submissionOf, type Variant } from "./steps.ts";
import { turns } from "./turns.ts";

/** A step of one of two nodes, which comes a while after the others. */
export interface ConcurrentStep extends Step {
  readonly node: number;
  /** Turns of the event loop's promises. */
  readonly wait: number;
}

export const concurrentStep: fc.Arbitrary<ConcurrentStep> = fc
  .tuple(step, fc.record({ node: fc.nat(1), wait: fc.oneof(fc.nat(12), fc.nat(400)) }))
  .map(([one, other]) => ({ ...one, ...other }));

/** Who shares the streams. */
export const couple: fc.Arbitrary<readonly Way[]> = fc.constantFrom(
  [ways.batched, ways.batched],
  [ways.simple, ways.simple],
  [ways.simple, ways.batched],
);

interface Seen extends Observation {
  readonly counter: string;
}

export interface ConcurrentHistory {
  readonly variant: Variant;
  readonly steps: readonly ConcurrentStep[];
  /** What the first node meets; the other meets it the other way round. */
  readonly faults: readonly number[];
  readonly couple: readonly Way[];
  readonly begins: boolean;
}

/** Runs a history on two nodes and checks that some serial order explains what was seen, and that all happened once. */
export async function checkConcurrent(subject: Subject, history: ConcurrentHistory): Promise<void> {
  const run = nextRun();
  const seen = await observe(subject, { ...history, run });
  for (const counter of ["a", "b", "c"]) {
    const stream = await eventsOf(subject.store, `${run}-${counter}`);
    let count = 0;
    const changes = stream.map(({ type, data }) => {
      const change = type === "counter.Cleared" ? -count : Number((data as { by: number }).by); // as the counter declares
      count += change;
      return change;
    });
    expect(stream.map(({ version }) => version)).toEqual(stream.map((_, index) => index + 1));
    const own = seen.filter((one) => one.counter === counter);
    const firsts = own.filter(({ result }) => !("duplicate" in result && result.duplicate));
    expect(unexplained(changes, firsts)).toEqual([]);
    checkOnce(
      stream.map(({ commandId }) => commandId),
      own,
    );
  }
}

async function observe(
  { store }: Subject,
  { variant, steps, faults, couple, begins, run }: ConcurrentHistory & { readonly run: string },
): Promise<readonly Seen[]> {
  const nodes = await Promise.all(
    couple.map((way, nth) => {
      const own = nth === 0 ? faults : [...faults].reverse();
      return node({ way, variant, run, store, faults: own, begins });
    }),
  );
  const versionOf = async (counter: string): Promise<number> =>
    (await store.events.load([{ stream: { type: "counter", id: `${run}-${counter}` }, after: 0 }]))[0]?.head.version ??
    0;
  return Promise.all(
    steps.map(async (one): Promise<Seen> => {
      await turns(one.wait);
      const from = await versionOf(one.counter);
      const commands = nodes[one.node];
      if (commands === undefined) throw new Error("Cannot run the history: there are two nodes");
      const result = await outcomeOf(commands, submissionOf({ ...one, expected: -1 }, run));
      const command = one.clear ? ("clear" as const) : { by: one.by };
      return { command, counter: one.counter, key: one.key, from, to: await versionOf(one.counter), result };
    }),
  );
}

/** Every acknowledged command's events are in the stream exactly once, and nobody else's are. */
function checkOnce(commandIds: readonly string[], own: readonly Observation[]): void {
  const acknowledged = new Map(
    own.flatMap(({ result }) =>
      "ok" in result && result.ok && result.events.length > 0
        ? [[result.commandId, result.events.length] as const]
        : [],
    ),
  );
  const stored = new Map<string, number>();
  for (const id of commandIds) stored.set(id, (stored.get(id) ?? 0) + 1);
  expect(stored).toEqual(acknowledged);
}
