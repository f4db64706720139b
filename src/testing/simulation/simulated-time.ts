import type { Clock } from "../../base/ports.ts";
import type { Action, Participant } from "./action.ts";

/** Time of a run: stands still until it is moved to the next thing that is due. */
export interface SimulatedTime extends Participant {
  readonly clock: Clock;
  /** Moves on to a time, and tells what for. */
  due(source: () => Date | undefined): void;
}

/** The beginning of 2026, in milliseconds since 1970. */
const start = 1_767_225_600_000;

export function simulatedTime(): SimulatedTime {
  const sources: (() => Date | undefined)[] = [];
  let now = start;
  const next = (): number | undefined => {
    const times = sources.flatMap((source) => source()?.getTime() ?? []).filter((time) => time > now);
    return times.length === 0 ? undefined : Math.min(...times);
  };
  return {
    // Nothing of a simulation sleeps.
    clock: { now: () => now, sleep: () => new Promise(() => {}) },
    due: (source) => {
      sources.push(source);
    },
    actions: (): readonly Action[] => {
      const time = next();
      if (time === undefined) return [];
      const run = (): void => {
        now = time;
      };
      return [{ label: `it is ${new Date(time).toISOString()}`, extra: false, late: true, run }];
    },
  };
}
