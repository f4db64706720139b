import { messageOf } from "../base/error.ts";
import type { Position } from "../model/position.ts";
import type { Engine } from "./engine.ts";
import type { Settings } from "./engine-options.ts";
import type { EngineFeed } from "./feed/engine-feed.ts";
import { logFeed } from "./feed/log-feed.ts";
import { flipFolds, flipOnce } from "./inline/flip-folds.ts";
import { retrySchedule } from "./letters/retry-schedule.ts";
import { type LiveFold, liveFolds } from "./live/live-folds.ts";
import { logHead } from "./log-head.ts";
import type { Membership } from "./membership/membership.ts";
import { nodeProcessors } from "./processors/run-processors.ts";
import type { Progress } from "./queries/progress.ts";
import { followLog } from "./reactors/follow-log.ts";
import { type React, reactorCaller } from "./reactors/reactor-caller.ts";
import { swapRebuilds } from "./rebuild/swap-rebuilds.ts";
import { sweepRebuilds } from "./rebuild/sweep-rebuilds.ts";
import { relayCaller } from "./relay/relay-caller.ts";
import { onlookers } from "./sweep/onlooker.ts";
import { segmentSweeper } from "./sweep/segment-sweeper.ts";
import type { Sweeper, Swept } from "./sweep/sweeper.ts";
import { observedReaction } from "./telemetry/observed-reaction.ts";
import { wakeOthers } from "./wake-others.ts";
import { arrivals } from "./workflows/arrivals.ts";
import { nodeSlots } from "./workflows/node-slots.ts";

/** What follows an engine's log. */
export interface EventSide {
  /** As this node runs them, or looks on. */
  readonly processors: ReadonlyMap<string, Progress>;
  readonly react: React;
  readonly feed: EngineFeed;
  readonly live: ReadonlyMap<string, LiveFold>;
  readonly sweepers: readonly Sweeper[];
  /** To be told that events were stored here. */
  stored(): void;
  /** To be told that something was left for instances of workflows. */
  left(): void;
  /** To be told that processors were changed by hand. Resolves when it has looked at them. */
  look(): Promise<void>;
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface EventSidePorts extends Pick<Engine, "submit" | "commandState"> {
  readonly membership: Membership;
  /** Aborted when the engine stops. */
  readonly stopping: AbortSignal;
  /** Reactors that keep nothing see what comes after it. */
  readonly from: Position;
}

/** Of the commands under way on a node, those of workflows are a part at most: callers get the rest. */
const workflowShare = 4;

export function eventSide(settings: Settings, ports: EventSidePorts): EventSide {
  const { store, clock, log, node, tables, background, telemetry, metrics } = settings;
  const { stopping, from, membership } = ports;
  const { events, wakes } = store;
  const head = logHead({ events, clock, log });
  const call = reactorCaller({ ...ports, tables, log });
  const publish = relayCaller({ application: tables.name, publishers: settings.publishers });
  const react: React = (table, item, facts) =>
    table.form === "relay" ? publish(table, item, facts) : call(table, item, facts);
  const arriving = arrivals({ workflows: Object.keys(tables.workflows), store: store.workflows, clock, log });
  const { submit } = ports;
  const slots = nodeSlots(Math.max(1, Math.ceil(settings.maxInFlight / workflowShare)));
  const left = (): void => {
    arriving.nudge();
    wake();
  };
  const workflows = { ids: settings.ids, submit, slots, arrivals: arriving, left };
  const running = nodeProcessors({ ...settings, head, react, stopping, membership, workflows });
  const observed = observedReaction(call, { telemetry });
  const following = followLog({ tables, events, head, clock, log, react: observed, node, from });
  const runs = (processor: string): boolean => running.running.has(processor);
  const retrying = retrySchedule({ tables, store, clock, log, react, runs, telemetry, metrics });
  const wake = wakeOthers({ wakes, clock, log, others: () => !running.claims.alone });
  const woken = (): void => {
    head.nudge();
    arriving.nudge();
  };
  return {
    processors: background ? running.processors : onlookers({ ...settings, react, stopping, workflows }),
    react,
    feed: logFeed({ tables, events, head, log, stopping }),
    live: liveFolds({ tables, events, head, clock }),
    sweepers: [
      segmentSweeper({ ...settings, react, stopping, workflows }),
      { work: "letters", sweep: (round) => retrying.sweep(round) },
      { work: "rebuilds", sweep: (round) => sweepRebuilds(round, settings) },
      { work: "folds", sweep: () => sweepFolds(settings) },
    ],
    stored: () => {
      head.nudge();
      wake();
    },
    look: () => running.claims.look(),
    left,
    run: async (signal) => {
      // It looks only while somebody waits.
      if (!background) return head.run(signal);
      await Promise.all([
        hear(settings, { woken, signal }),
        flipFolds(settings, signal),
        swapRebuilds({ ...settings, running: running.running, swapped: () => running.claims.look() }, signal),
        ...[head, running, following, retrying, arriving].map((loop) => loop.run(signal)),
      ]);
    },
  };
}

/** One that is not close to the log's end, or not allowed to be inline, is nothing that could be done now. */
async function sweepFolds(settings: Settings): Promise<Swept> {
  await flipOnce(settings, new Set());
  return { left: false, moved: false };
}

interface Hearing {
  readonly woken: () => void;
  readonly signal: AbortSignal;
}

/** Where the store tells of appends nobody has to wait for the next look; where it does not, looking is all there is. */
async function hear({ store, log, node }: Settings, { woken, signal }: Hearing): Promise<void> {
  try {
    const hears = await store.wakes.listen(woken, signal);
    const heard = hears ? "appends of other nodes are heard of at once" : "appends of other nodes are looked for";
    log("info", `The log is followed: ${heard}`, { node, store: await store.describe() });
  } catch (error) {
    log("warn", "Cannot listen for appends of other nodes; looking for them", { cause: messageOf(error) });
  }
}
