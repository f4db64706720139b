import { linkedAbort } from "../base/linked-abort.ts";
import type { Clock } from "../base/ports.ts";

/** Something that happens again and again and that others wait for. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, or when the signal aborts; leaves nothing behind either way. */
  next(signal: AbortSignal): Promise<void>;
}

export function bell(): Bell {
  let waiting = new Set<() => void>();
  return {
    ring: () => {
      const woken = waiting;
      waiting = new Set();
      for (const wake of woken) wake();
    },
    next: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const wake = (): void => {
          signal.removeEventListener("abort", wake);
          waiting.delete(wake);
          resolve();
        };
        signal.addEventListener("abort", wake, { once: true });
        waiting.add(wake);
      }),
  };
}

export interface SleepingRequest {
  readonly clock: Pick<Clock, "sleep">;
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** Sleeps for a while, no longer than until the bell rings or the signal aborts. */
export async function sleepUnlessRung(rung: Bell, { clock, ms, signal }: SleepingRequest): Promise<void> {
  const enough = linkedAbort(signal);
  try {
    await Promise.race([clock.sleep(ms, enough.signal), rung.next(enough.signal)]);
  } finally {
    enough.abort();
  }
}
