import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { MyelinError } from "../../src/base/error.ts";
import type { CommandService } from "../../src/runtime/commands/command-service.ts";
import { deadlines } from "../../src/runtime/deadline.ts";
import type { CommandResult, CommandSubmission } from "../../src/runtime/mod.ts";
import { systemClock } from "../../src/runtime/system-ports.ts";
import type { EventStore } from "../../src/store/event-store.ts";
import type { Store } from "../../src/store/store.ts";
import { propertyRuns } from "../support/property-runs.ts";
import { commandRig, type Mode } from "./command-rig.ts";
import { countingTables } from "./counter.ts";
import { type Observation, unexplained } from "./serial-order.ts";

const tables = countingTables();
// Retries pause for a while; here time is nothing, and other promises get their turn.
const clock = {
  now: systemClock.now,
  sleep: async (_: number, signal?: AbortSignal) => void (signal === undefined && (await turns(3))),
};

interface Service {
  readonly mode: Mode;
  readonly store: Store;
  readonly events?: EventStore;
}

function service(options: Service): CommandService {
  const timers = { ...deadlines(clock), start: untimed };
  return commandRig({ ...options, tables, clock, timers, cacheSize: 2, maxBatch: 4, maxWaiting: 1000 });
}

/** Nobody's deadline ends here. */
const untimed: ReturnType<typeof deadlines>["start"] = () => ({
  over: undefined,
  signal: new AbortController().signal,
  whenOver: () => () => {},
  end: () => {},
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

interface Step {
  readonly counter: string;
  readonly by: number;
  readonly clear: boolean;
  readonly key: number;
  readonly expected: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  counter: fc.constantFrom("a", "b", "c"),
  by: fc.constantFrom(0, 1, 30, 60),
  clear: fc.boolean(),
  // Few keys, so that some are used again, with the same payload or another.
  key: fc.constantFrom(0, 0, 0, 1, 2, 3),
  expected: fc.constantFrom(-1, -1, -1, 0, 1, 2),
});

function submissionOf({ counter, by, clear, key, expected }: Step): CommandSubmission {
  const ids = { ...(key > 0 ? { id: `key-${key}` } : {}), ...(expected >= 0 ? { expectedVersion: expected } : {}) };
  return clear
    ? { command: "Clear", payload: { counterId: counter, group: "g" }, ...ids }
    : { command: "Count", payload: { counterId: counter, by }, ...ids };
}

type Seen = CommandResult | { readonly failed: string };

async function outcome(commands: CommandService, submission: CommandSubmission): Promise<Seen> {
  try {
    return await commands.submit(submission);
  } catch (error) {
    if (error instanceof MyelinError) return { failed: error.code };
    throw error;
  }
}

/** Outcomes and streams without the ids that are drawn anew each time. */
async function history(mode: Mode, steps: readonly Step[]): Promise<unknown> {
  const store = memoryStore();
  const { events } = store;
  const commands = service({ mode, store });
  const outcomes: unknown[] = [];
  for (const one of steps) outcomes.push({ ...(await outcome(commands, submissionOf(one))), commandId: "" });
  const log = await events.readLog({ after: await start(events), upTo: await events.safeHead(), limit: 1000 });
  return { outcomes, log: log.map(({ stream, version, type, data }) => ({ stream, version, type, data })) };
}

async function start(events: EventStore): Promise<Awaited<ReturnType<EventStore["safeHead"]>>> {
  return (
    (await events.load([{ stream: { type: "none", id: "none" }, after: 0 }]))[0]?.head.position ??
    (await events.safeHead())
  );
}

test("sequential histories give the same outcomes and streams in both modes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      expect(await history("batched", steps)).toEqual(await history("simple", steps));
    }),
    propertyRuns(2000),
  );
}, 300_000);

/** What happens to each append or load in turn, as a number drawn by the property. */
function faulty(events: EventStore, faults: readonly number[]): EventStore {
  let nth = 0;
  const fault = (): number => faults[nth++] ?? 0;
  return {
    ...events,
    load: async (requests) => {
      const drawn = fault();
      await turns(drawn);
      return events.load(requests);
    },
    append: async (requests) => {
      const drawn = fault();
      await turns(drawn);
      if (drawn === 7) throw new MyelinError("outcome_unknown", "cut before the commit");
      const results = await events.append(requests);
      await turns(drawn % 3);
      if (drawn === 8) throw new MyelinError("outcome_unknown", "cut after the commit");
      return results;
    },
  };
}

async function observe(
  steps: readonly (Step & { node: number; wait: number })[],
  faults: readonly number[],
): Promise<{
  observations: readonly (Observation & { counter: string })[];
  events: EventStore;
}> {
  const store = memoryStore();
  const { events } = store;
  const nodes = [
    service({ mode: "batched", store, events: faulty(events, faults) }),
    service({ mode: "batched", store, events: faulty(events, [...faults].reverse()) }),
  ];
  const versionOf = async (counter: string): Promise<number> =>
    (await events.load([{ stream: { type: "counter", id: counter }, after: 0 }]))[0]?.head.version ?? 0;
  const observations = await Promise.all(
    steps.map(async (one) => {
      await turns(one.wait);
      const from = await versionOf(one.counter);
      const commands = nodes[one.node] ?? service({ mode: "simple", store });
      const result = await outcome(commands, submissionOf({ ...one, expected: -1 }));
      const command = one.clear ? ("clear" as const) : { by: one.by };
      return { command, counter: one.counter, key: one.key, from, to: await versionOf(one.counter), result };
    }),
  );
  return { observations, events };
}

const concurrent = fc.record({ node: fc.nat(1), wait: fc.oneof(fc.nat(12), fc.nat(400)) });
const concurrentStep = fc.tuple(step, concurrent).map(([one, other]) => ({ ...one, ...other }));

test("concurrent histories on two nodes, with lost answers, are explained by some serial order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(concurrentStep, { maxLength: 16 }),
      fc.array(fc.nat(8), { minLength: 1, maxLength: 12 }),
      async (steps, faults) => {
        // A store that always loses the answer before the commit would be tried for ever.
        const { observations, events } = await observe(steps, faults);
        for (const counter of ["a", "b", "c"]) {
          const stream = await events.readStream({ stream: { type: "counter", id: counter }, after: 0, limit: 1000 });
          let count = 0;
          const changes = stream.map(({ type, data }) => {
            const change = type === "counter.Cleared" ? -count : Number((data as { by: number }).by); // as the counter declares
            count += change;
            return change;
          });
          expect(stream.map(({ version }) => version)).toEqual(stream.map((_, index) => index + 1));
          const own = observations.filter((seen) => seen.counter === counter);
          expect(
            unexplained(
              changes,
              own.filter(({ result }) => !("duplicate" in result && result.duplicate)),
            ),
          ).toEqual([]);
          checkOnce(
            stream.map(({ commandId }) => commandId),
            own,
          );
        }
      },
    ),
    propertyRuns(2000),
  );
}, 300_000);

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
