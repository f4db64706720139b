import { type Clock, systemClock } from "../../src/runtime/mod.ts";

/** Real pauses at another time: engines' loops go on by themselves, and a test moves the date. */
export interface MovedClock extends Clock {
  move(ms: number): void;
}

export function movedClock(start: number = Date.UTC(2026, 0, 1)): MovedClock {
  const began = Date.now();
  let moved = 0;
  return {
    now: () => start + moved + Date.now() - began,
    sleep: systemClock.sleep,
    move: (ms) => {
      moved += ms;
    },
  };
}

export const hour: number = 3_600_000;
export const day: number = 24 * hour;
