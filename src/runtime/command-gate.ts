import { MyelinError } from "../base/error.ts";
import type { Clock } from "../base/ports.ts";

/** Counts the commands under way, refuses those beyond the bound, and closes for good when the engine stops. */
export interface CommandGate {
  /** @throws MyelinError `overloaded` beyond the bound, `unavailable` once closed. */
  run<Result>(task: () => Promise<Result>): Promise<Result>;
  /** How many more commands it would take now. */
  readonly room: number;
  /** Refuses new commands and resolves when the running ones have ended, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export function commandGate({ maxInFlight, clock }: { maxInFlight: number; clock: Clock }): CommandGate {
  const running = new Set<Promise<unknown>>();
  let closed = false;
  return {
    get room() {
      return closed ? 0 : maxInFlight - running.size;
    },
    run: async (task) => {
      if (closed)
        throw new MyelinError("unavailable", "Cannot take the command: the engine is stopping; send it again later");
      if (running.size >= maxInFlight) throw tooMany(maxInFlight);
      const work = task();
      running.add(work);
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    },
    close: async (graceMs) => {
      closed = true;
      const enough = new AbortController();
      await Promise.race([Promise.allSettled(running), clock.sleep(graceMs, enough.signal)]);
      enough.abort();
    },
  };
}

function tooMany(maxInFlight: number): MyelinError {
  const message = `Cannot take the command: ${maxInFlight} commands are under way; send it again later`;
  return new MyelinError("overloaded", message, { details: { retryAfterMs: 1000 } });
}
