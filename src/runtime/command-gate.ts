import { MyelinError } from "../base/error.ts";
import type { Clock } from "../base/ports.ts";

/** Counts the commands under way, refuses those beyond the bound, and closes for good when the engine stops. */
export interface CommandGate {
  /** Takes a place, or answers why there is none: `overloaded` beyond the bound, `unavailable` once closed. */
  enter(): MyelinError | undefined;
  /** To be called once for each place taken. */
  leave(): void;
  /** How many more commands it would take now. */
  readonly room: number;
  /** Commands under way. */
  readonly inside: number;
  /** Refuses new commands and resolves when the running ones have ended, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export function commandGate({ maxInFlight, clock }: { maxInFlight: number; clock: Clock }): CommandGate {
  let inside = 0;
  let closed = false;
  let empty = (): void => {};
  return {
    get inside() {
      return inside;
    },
    get room() {
      return closed ? 0 : maxInFlight - inside;
    },
    enter: () => {
      if (closed)
        return new MyelinError("unavailable", "Cannot take the command: the engine is stopping; send it again later");
      if (inside >= maxInFlight) return tooMany(maxInFlight);
      inside++;
      return undefined;
    },
    leave: () => {
      inside--;
      if (inside === 0) empty();
    },
    close: async (graceMs) => {
      closed = true;
      if (inside === 0) return;
      const enough = new AbortController();
      const left = new Promise<void>((resolve) => {
        empty = resolve;
      });
      await Promise.race([left, clock.sleep(graceMs, enough.signal)]);
      enough.abort();
    },
  };
}

/** Does the task in a place of its own. Rejects without doing it when there is none. */
export async function insideGate<Result>(gate: CommandGate, task: () => Promise<Result>): Promise<Result> {
  const closed = gate.enter();
  if (closed !== undefined) throw closed;
  try {
    return await task();
  } finally {
    gate.leave();
  }
}

function tooMany(maxInFlight: number): MyelinError {
  const message = `Cannot take the command: ${maxInFlight} commands are under way; send it again later`;
  return new MyelinError("overloaded", message, { details: { retryAfterMs: 1000 } });
}
