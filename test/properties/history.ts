import { MyelinError } from "../../src/base/error.ts";
import type { CommandService } from "../../src/runtime/commands/command-service.ts";
import { deadlines } from "../../src/runtime/deadline.ts";
import type { CommandResult, CommandSubmission } from "../../src/runtime/mod.ts";
import { systemClock } from "../../src/runtime/system-ports.ts";
import type { EventStore } from "../../src/store/event-store.ts";
import type { Store } from "../../src/store/store.ts";
import { commandRig, type Mode, type Rig } from "../runtime/command-rig.ts";
import { type SetBack, type Step, submissionOf, type Variant, variants } from "./steps.ts";

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

export interface NodeOptions {
  readonly mode: Mode;
  readonly variant: Variant;
  readonly run: string;
  readonly store: Store;
  readonly events?: EventStore;
}

// Retries pause for a while; here time is nothing, and other promises get their turn.
const clock = {
  now: systemClock.now,
  sleep: async (_: number, signal?: AbortSignal) => void (signal === undefined && (await turns(3))),
};

let nodes = 0;

/** A small cache and small batches, so that both are full all the time. */
export function node({ variant, run, ...options }: NodeOptions): Rig {
  const name = `${run}-n${++nodes}`;
  let serial = 0;
  return commandRig({
    ...options,
    tables: variants[variant],
    clock,
    ids: { next: () => `${name}-${++serial}` },
    timers: { ...deadlines(clock), start: untimed },
    cacheSize: 2,
    maxBatch: 4,
    maxWaiting: 1000,
  });
}

/** Nobody's deadline ends here. */
const untimed: ReturnType<typeof deadlines>["start"] = () => ({
  over: undefined,
  signal: new AbortController().signal,
  listen: () => {},
  unlisten: () => {},
  whenOver: () => () => {},
  end: () => {},
});

export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

export type Seen = CommandResult | { readonly failed: string };

export async function outcomeOf(commands: CommandService, submission: CommandSubmission): Promise<Seen> {
  try {
    return await commands.submit(submission);
  } catch (error) {
    if (error instanceof MyelinError) return { failed: error.code };
    throw error;
  }
}

export interface Sequential {
  readonly mode: Mode;
  readonly variant: Variant;
  readonly steps: readonly (Step | SetBack)[];
}

/** Outcomes and streams without what differs from run to run: ids and positions. */
export async function sequentialHistory(
  { store, setBack }: Subject,
  { mode, variant, steps }: Sequential,
): Promise<unknown> {
  const run = nextRun();
  const commands = node({ mode, variant, run, store });
  const outcomes: unknown[] = [];
  for (const one of steps) {
    if ("setBack" in one) await setBack?.(`${run}-${one.setBack}`, one.to);
    else outcomes.push(plain(await outcomeOf(commands, submissionOf(one, run))));
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

function plain(seen: Seen): unknown {
  if ("failed" in seen) return seen;
  if (!seen.ok) return { reason: seen.reason, data: seen.data, duplicate: seen.duplicate };
  const events = seen.events.map(({ type, version }) => ({ type, version }));
  return { version: seen.version, events, duplicate: seen.duplicate };
}
