import { nanoid } from "nanoid";
import type { Clock, Ids, Log, Random } from "../base/ports.ts";

/** The machine's clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted || ms <= 0) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
    }),
};

/** Random ids of 21 URL-safe characters (nanoid, 126 bits). */
export const randomIds: Ids = { next: () => nanoid() };

/** The runtime's own numbers, for jitter. */
export const systemRandom: Random = { next: () => Math.random() };

/** One JSON object a line on standard error: level, message, time, facts. */
export const jsonLog: Log = (level, message, facts) => {
  console.error(JSON.stringify({ level, message, time: new Date().toISOString(), ...facts }));
};
