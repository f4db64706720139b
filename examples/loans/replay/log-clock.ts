import { type Clock, systemClock } from "myelin/runtime";

/** A clock that goes on from some time in the past, and can be moved on. */
export interface LogClock extends Clock {
  /** Wakes whoever sleeps until then. Milliseconds since 1970; a time that is past changes nothing. */
  moveTo(time: number): void;
}

interface Sleeper {
  readonly due: number;
  readonly woken: AbortController;
}

/** The time of a log for the engine that it is replayed into: timers are due when they would have been. */
export function logClock(start: number): LogClock {
  let behind = systemClock.now() - start;
  const sleepers = new Set<Sleeper>();
  const now = (): number => systemClock.now() - behind;
  return {
    now,
    sleep: async (ms, signal) => {
      const sleeper: Sleeper = { due: now() + ms, woken: new AbortController() };
      sleepers.add(sleeper);
      const either = signal === undefined ? sleeper.woken.signal : AbortSignal.any([signal, sleeper.woken.signal]);
      await systemClock.sleep(ms, either);
      sleepers.delete(sleeper);
    },
    moveTo: (time) => {
      behind -= Math.max(0, time - now());
      for (const { due, woken } of sleepers) if (due <= now()) woken.abort();
    },
  };
}
