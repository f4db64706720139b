import { messageOf } from "../base/error.ts";
import type { Clock, Log } from "../base/ports.ts";
import { isAfter, type Position, startOfLog } from "../model/position.ts";
import type { EventStore } from "../store/event-store.ts";
import { bell, sleepUnlessRung } from "./bell.ts";

/** One look-out per node: asks the store for the safe head and tells all who wait for it to move. */
export interface LogHead {
  current(): Position;
  /** Resolves when the head lies after `position`, or the signal aborts. */
  after(position: Position, signal: AbortSignal): Promise<void>;
  /** Looks again soon: something was appended here. */
  nudge(): void;
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface LogHeadPorts {
  readonly events: EventStore;
  readonly clock: Clock;
  readonly log: Log;
}

// Milliseconds between looks: short while the log grows, longer while it rests, or while an open transaction holds it up.
const shortestPause = 5;
const longestPause = 100;
/** Each pause over the one before: so a look comes late by about a sixth of what was waited for, at most. */
const growth = 1.2;

export function logHead({ events, clock, log }: LogHeadPorts): LogHead {
  let head = startOfLog;
  let pause = shortestPause;
  const moved = bell();
  const nudged = bell();
  // Looks cost the database something: nobody who waits, no look.
  const wanted = bell();
  let waiting = 0;

  const look = async (): Promise<void> => {
    try {
      const found = await events.safeHead();
      pause = Math.min(longestPause, pause * growth);
      if (!isAfter(found, head)) return;
      head = found;
      pause = shortestPause;
      moved.ring();
    } catch (error) {
      pause = longestPause;
      log("warn", "Cannot look at the end of the log; looking again", { cause: messageOf(error) });
    }
  };

  const rest = async (signal: AbortSignal): Promise<void> => {
    await clock.sleep(shortestPause, signal);
    if (pause > shortestPause) await sleepUnlessRung(nudged, { clock, ms: pause, signal });
  };

  return {
    current: () => head,
    after: async (position, signal) => {
      waiting++;
      wanted.ring();
      try {
        while (!isAfter(head, position) && !signal.aborted) await moved.next(signal);
      } finally {
        waiting--;
      }
    },
    nudge: () => {
      pause = shortestPause;
      nudged.ring();
    },
    run: async (signal) => {
      while (!signal.aborted) {
        if (waiting === 0) await wanted.next(signal);
        if (signal.aborted) return;
        await look();
        await rest(signal);
      }
    },
  };
}
