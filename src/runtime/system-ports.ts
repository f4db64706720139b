import { nanoid } from "nanoid";
import type { Clock, Ids, Random } from "../base/ports.ts";

/** The machine's clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    for (let left = ms; left > 0 && !signal?.aborted; left -= longestTimer)
      await timer(Math.min(left, longestTimer), signal);
  },
};

// What every runtime's timers take; they make 1 ms of more.
const longestTimer = 2 ** 31 - 1;

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timeout);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timeout = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
}

/** Random ids of 21 URL-safe characters (nanoid, 126 bits). */
export const randomIds: Ids = { next: () => nanoid() };

/** The runtime's own numbers, for jitter. */
export const systemRandom: Random = { next: () => Math.random() };
