import { messageOf } from "../base/error.ts";
import type { Position } from "../model/position.ts";
import type { Engine } from "./engine.ts";
import type { Settings } from "./engine-options.ts";
import { flipFolds } from "./inline/flip-folds.ts";
import { retrySchedule } from "./letters/retry-schedule.ts";
import { type LiveFold, liveFolds } from "./live/live-folds.ts";
import { logHead } from "./log-head.ts";
import { type NodeProcessors, nodeProcessors } from "./processors/run-processors.ts";
import { followLog } from "./reactors/follow-log.ts";
import { type React, reactorCaller } from "./reactors/reactor-caller.ts";
import { wakeOthers } from "./wake-others.ts";
import { arrivals } from "./workflows/arrivals.ts";
import { nodeSlots } from "./workflows/node-slots.ts";

/** What follows an engine's log. */
export interface EventSide {
  readonly processors: NodeProcessors["processors"];
  readonly react: React;
  readonly live: ReadonlyMap<string, LiveFold>;
  /** To be told that events were stored here. */
  stored(): void;
  /** To be told that something was left for instances of workflows. */
  left(): void;
  /** To be told that processors were changed by hand. */
  look(): void;
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface EventSidePorts extends Pick<Engine, "submit" | "commandState"> {
  /** Aborted when the engine stops. */
  readonly stopping: AbortSignal;
  /** Reactors that keep nothing see what comes after it. */
  readonly from: Position;
}

/** Of the commands under way on a node, those of workflows are a part at most: callers get the rest. */
const workflowShare = 4;

export function eventSide(settings: Settings, ports: EventSidePorts): EventSide {
  const { store, clock, log, node, tables } = settings;
  const { stopping, from } = ports;
  const { events, wakes } = store;
  const head = logHead({ events, clock, log });
  const react = reactorCaller({ ...ports, tables, log });
  const arriving = arrivals({ workflows: Object.keys(tables.workflows), store: store.workflows, clock, log });
  const { submit } = ports;
  const slots = nodeSlots(Math.max(1, Math.ceil(settings.maxInFlight / workflowShare)));
  const left = (): void => wake();
  const workflows = { ids: settings.ids, submit, slots, arrivals: arriving, left };
  const running = nodeProcessors({ ...settings, head, react, stopping, workflows });
  const following = followLog({ tables, events, head, clock, log, react, node, from });
  const retrying = retrySchedule({ tables, store, clock, log, react });
  const wake = wakeOthers({ wakes, clock, log, others: () => !running.claims.alone });
  const woken = (): void => {
    head.nudge();
    arriving.nudge();
  };
  return {
    processors: running.processors,
    react,
    live: liveFolds({ tables, events, head }),
    stored: () => {
      head.nudge();
      wake();
    },
    look: () => running.claims.look(),
    left: () => {
      arriving.nudge();
      wake();
    },
    run: async (signal) => {
      await Promise.all([
        hear(settings, { woken, signal }),
        flipFolds(settings, signal),
        ...[head, running, following, retrying, arriving].map((loop) => loop.run(signal)),
      ]);
    },
  };
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
