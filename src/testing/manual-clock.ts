import type { Clock } from "../base/ports.ts";

/** A clock that stands still until the test moves it. */
export interface ManualClock extends Clock {
  /** Moves time on and wakes the sleepers that are due, in the order of their due times. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  readonly sleeping: number;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** `start` is the first `now()`, in milliseconds since 1970; default 2026-01-01. */
export function manualClock(start: number = Date.UTC(2026, 0, 1)): ManualClock {
  const sleepers = new Set<Sleeper>();
  let now = start;
  const earliest = (until: number): Sleeper | undefined =>
    [...sleepers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper: Sleeper = { due: now + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", wake, { once: true });
      }),
    advance: async (ms) => {
      const until = now + ms;
      for (let next = earliest(until); next !== undefined; next = earliest(until)) {
        now = Math.max(now, next.due);
        next.wake();
        await settle();
      }
      now = until;
      await settle();
    },
    get sleeping() {
      return sleepers.size;
    },
  };
}

/** Lets promise callbacks run, many in a row. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
