import type { Clock } from "../../base/ports.ts";
import { comparePositions, endOfTime, isAfter, type Position, startOfLog } from "../../model/position.ts";
import type { ProcessorState } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import type { ProcessorStatus } from "../engine.ts";
import { claimedTables } from "../processors/run-processors.ts";
import type { Progress } from "../queries/progress.ts";
import { type SegmentSweeperPorts, sweepSegments } from "./segment-sweeper.ts";

export interface OnlookerPorts {
  readonly processor: string;
  readonly store: Pick<Store, "segments" | "events">;
  readonly clock: Clock;
  /** Has what is free of the processor handled up to the position, and no further. */
  readonly help: (scope: { readonly processor: string; readonly upTo: Position }, signal: AbortSignal) => Promise<void>;
}

/** How a processor stands, for an engine that does not run it: as the store tells it. */
export interface Onlooker extends Progress {
  look(): Promise<void>;
}

/** For every processor that goes along the log by segments. */
export function onlookers(ports: SegmentSweeperPorts): ReadonlyMap<string, Onlooker> {
  const { store, clock } = ports;
  const help: OnlookerPorts["help"] = async (scope, signal) => {
    // Its end is the signal's; pauses between attempts are short all the same.
    await sweepSegments({ until: clock.now() + helpBudget, signal, failed: new Set(), scope }, ports);
  };
  return new Map(
    claimedTables(ports.tables).map(({ name }) => [name, onlooker({ processor: name, store, clock, help })]),
  );
}

/** Milliseconds. */
const helpBudget = 5_000;
/** Milliseconds between looks at segments that others move. */
const lookPause = 50;

/** Who waits for a position helps: nobody else may be there to move the segments. */
export function onlooker({ processor, store, clock, help }: OnlookerPorts): Onlooker {
  let state: ProcessorState | undefined;
  let position = startOfLog;
  const look = async (): Promise<void> => {
    state = await store.segments.state(processor);
    position = least(state);
    // An inline fold is as far as the log: appends write it.
    if (position === endOfTime) position = await store.events.safeHead();
  };
  return {
    look,
    status: () => statusOf(processor, { state, position }),
    get hadLetters() {
      return state?.segments.some(({ lettersVersion }) => lettersVersion > 0) ?? false;
    },
    reached: async (target, signal) => {
      while (isAfter(target, position) && !signal.aborted) {
        await help({ processor, upTo: target }, signal);
        await look();
        if (isAfter(target, position)) await clock.sleep(lookPause, signal);
      }
      return !isAfter(target, position);
    },
  };
}

function least(state: ProcessorState | undefined): Position {
  const [first = startOfLog] = (state?.segments ?? []).map(({ position }) => position).sort(comparePositions);
  return first;
}

interface Standing {
  readonly state: ProcessorState | undefined;
  readonly position: Position;
}

function statusOf(processor: string, { state, position }: Standing): ProcessorStatus {
  const failing = state?.segments.find(({ report }) => report?.state === "failing")?.report;
  if (failing !== undefined) return { processor, position, state: "failing", lastError: failing.error };
  return { processor, position, state: state === undefined || state.paused ? "stopped" : "running", lastError: null };
}
