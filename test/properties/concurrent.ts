import fc from "fast-check";
import { expect } from "vitest";
import { MyelinError } from "../../src/base/error.ts";
import type { EventStore, ExclusiveEvents } from "../../src/store/event-store.ts";
import { eventsOf, nextRun, node, outcomeOf, type Subject, turns } from "./history.ts";
import { type Observation, unexplained } from "./serial-order.ts";
import { type Step, step, submissionOf, type Variant } from "./steps.ts";

/** A step of one of two nodes, which comes a while after the others. */
export interface ConcurrentStep extends Step {
  readonly node: number;
  /** Turns of the event loop's promises. */
  readonly wait: number;
}

export const concurrentStep: fc.Arbitrary<ConcurrentStep> = fc
  .tuple(step, fc.record({ node: fc.nat(1), wait: fc.oneof(fc.nat(12), fc.nat(400)) }))
  .map(([one, other]) => ({ ...one, ...other }));

/** Loads and appends are put off by so many turns, or lose their answer before (7) or after (8) the commit. */
export const faults: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(8), { minLength: 1, maxLength: 12 });

interface Seen extends Observation {
  readonly counter: string;
}

export interface ConcurrentHistory {
  readonly variant: Variant;
  readonly steps: readonly ConcurrentStep[];
  readonly faults: readonly number[];
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
  { variant, steps, faults, run }: ConcurrentHistory & { readonly run: string },
): Promise<readonly Seen[]> {
  // Each node meets the faults in an order of its own.
  const nodes = [faults, [...faults].reverse()].map((own) =>
    node({ mode: "batched", variant, run, store, events: faulty(store.events, own) }),
  );
  const versionOf = async (counter: string): Promise<number> =>
    (await store.events.load([{ stream: { type: "counter", id: `${run}-${counter}` }, after: 0 }]))[0]?.head.version ??
    0;
  return Promise.all(
    steps.map(async (one): Promise<Seen> => {
      await turns(one.wait);
      const from = await versionOf(one.counter);
      const commands = nodes[one.node] ?? node({ mode: "simple", variant, run, store });
      const result = await outcomeOf(commands, submissionOf({ ...one, expected: -1 }, run));
      const command = one.clear ? ("clear" as const) : { by: one.by };
      return { command, counter: one.counter, key: one.key, from, to: await versionOf(one.counter), result };
    }),
  );
}

/** What happens to each call in turn; past the end all goes well. */
function faulty(events: EventStore, drawn: readonly number[]): EventStore {
  let nth = 0;
  const fault = (): number => drawn[nth++] ?? 0;
  const late = (inner: ExclusiveEvents): ExclusiveEvents => ({
    load: async (requests) => {
      await turns(fault());
      return inner.load(requests);
    },
    append: async (requests) => {
      await turns(fault());
      return inner.append(requests);
    },
  });
  const losing = async <T>(call: (before: () => void) => Promise<T>): Promise<T> => {
    const own = fault();
    await turns(own);
    const result = await call(() => {
      if (own === 7) throw new MyelinError("outcome_unknown", "cut before the commit");
    });
    await turns(own % 3);
    if (own === 8) throw new MyelinError("outcome_unknown", "cut after the commit");
    return result;
  };
  return {
    ...events,
    load: late(events).load,
    append: (requests) =>
      losing(async (before) => {
        before();
        return events.append(requests);
      }),
    exclusive: ({ work, ...request }) =>
      losing((before) =>
        events.exclusive({
          ...request,
          work: async (inner) => {
            const value = await work(late(inner));
            // What was appended is rolled back.
            before();
            return value;
          },
        }),
      ),
  };
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
