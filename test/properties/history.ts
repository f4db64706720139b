import { MyelinError } from "../../src/base/error.ts";
import type { CommandService } from "../../src/runtime/commands/command-service.ts";
import { deadlines } from "../../src/runtime/deadline.ts";
import type { CommandResult, CommandSubmission } from "../../src/runtime/mod.ts";
import { systemClock } from "../../src/runtime/system-ports.ts";
import type { EventStore } from "../../src/store/event-store.ts";
import type { Store } from "../../src/store/store.ts";
import { commandRig, type Mode, type Rig } from "../runtime/command-rig.ts";
import { faulty } from "./faults.ts";
import { type SetBack, type Step, submissionOf, type Variant, variants } from "./steps.ts";
import { turns } from "./turns.ts";

/** A store that properties run on, one history beside the other. */
export interface Subject {
  readonly store: Store;
  /** Sets a stream back to a version, with the outcomes kept since; absent where the store cannot be. */
  readonly setBack?: (stream: string, to: number) => Promise<void>;
}

let runs = 0;

/** A name for one history: its streams, keys and events are its own. */
export function nextRun(): string {
  return `r${++runs}`;
}

/** How a node handles commands. A small cache is full all the time. */
export interface Way {
  readonly mode: Mode;
  readonly cacheSize: number;
}

/** What the others are compared with: it loads each time. */
export const reference: Way = { mode: "simple", cacheSize: 0 };

export const ways = {
  simple: { mode: "simple", cacheSize: 2 },
  batched: { mode: "batched", cacheSize: 2 },
} as const satisfies Record<string, Way>;

export interface NodeOptions {
  readonly way: Way;
  readonly variant: Variant;
  readonly run: string;
  readonly store: Store;
  readonly faults: readonly number[];
  /** Its `Count` is known to begin streams: the next one is decided on that guess. */
  readonly begins: boolean;
}

// Retries pause for a while; here time is nothing, and other promises get their turn.
const clock = {
  now: systemClock.now,
  sleep: async (_: number, signal?: AbortSignal) => void (signal === undefined && (await turns(3))),
};

let nodes = 0;

/** Small batches, so that they are full all the time. */
export async function node({ way, variant, run, store, faults, begins }: NodeOptions): Promise<Rig> {
  const name = `${run}-n${++nodes}`;
  let serial = 0;
  const { events, begin } = faulty(store.events, faults);
  const rig = commandRig({
    ...way,
    store,
    events,
    tables: variants[variant],
    clock,
    ids: { next: () => `${name}-${++serial}` },
    timers: { ...deadlines(clock), start: untimed },
    maxBatch: 4,
    maxWaiting: 1000,
  });
  if (begins) await beginStreams(rig, name);
  begin();
  return rig;
}

/** As many new streams in a row as teach a node what to expect. */
async function beginStreams(rig: Rig, name: string): Promise<void> {
  const counters = Array.from({ length: 8 }, (_, nth) => `${name}-new-${nth}`);
  await Promise.all(counters.map((counterId) => rig.submit({ command: "Count", payload: { counterId, by: 1 } })));
}

/** Nobody's deadline ends here. */
const untimed: ReturnType<typeof deadlines>["start"] = () => ({
  over: undefined,
  until: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
  listen: () => {},
  unlisten: () => {},
  whenOver: () => () => {},
  end: () => {},
});

export type Seen = CommandResult | { readonly failed: string };

export async function outcomeOf(commands: CommandService, submission: CommandSubmission): Promise<Seen> {
  try {
    return await commands.submit(submission);
  } catch (error) {
    if (error instanceof MyelinError) return { failed: error.code };
    throw error;
  }
}

export interface Sequential extends Pick<NodeOptions, "way" | "variant" | "faults" | "begins"> {
  readonly steps: readonly (Step | SetBack)[];
  /** Outcomes say whether they were known before. After a lost answer nobody can tell the command's own from an earlier one. */
  readonly duplicates: boolean;
}

/** Outcomes and streams without what differs from run to run: ids and positions. */
export async function sequentialHistory(
  { store, setBack }: Subject,
  { steps, duplicates, ...options }: Sequential,
): Promise<unknown> {
  const run = nextRun();
  const commands = await node({ ...options, run, store });
  const outcomes: unknown[] = [];
  for (const one of steps) {
    if ("setBack" in one) await setBack?.(`${run}-${one.setBack}`, one.to);
    else outcomes.push(plain(await outcomeOf(commands, submissionOf(one, run)), duplicates));
    await commands.snapshots.idle();
  }
  const streams = await Promise.all(["a", "b", "c"].map((counter) => eventsOf(store, `${run}-${counter}`)));
  return {
    outcomes,
    streams: streams.map((events) => events.map(({ version, type, data }) => ({ version, type, data }))),
  };
}

export function eventsOf({ events }: Store, id: string): ReturnType<EventStore["readStream"]> {
  return events.readStream({ stream: { type: "counter", id }, after: 0, limit: 1000 });
}

function plain(seen: Seen, duplicates: boolean): unknown {
  if ("failed" in seen) return seen;
  const duplicate = duplicates && seen.duplicate;
  if (!seen.ok) return { reason: seen.reason, data: seen.data, duplicate };
  const events = seen.events.map(({ type, version }) => ({ type, version }));
  return { version: seen.version, events, duplicate };
}
