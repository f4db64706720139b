import { MyelinError } from "../base/error.ts";
import type { Clock } from "../base/ports.ts";

/** How long a caller waits for an answer. */
export interface Deadline {
  /** Aborted with the error to throw: `timeout`, or `aborted` when the caller gave up. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left, by the clock port; never negative. */
  remaining(): number;
  /** @throws MyelinError `timeout` or `aborted` when it is over. */
  check(): void;
  /** Lets go of the timer. */
  end(): void;
}

export interface DeadlineRequest {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** What was to be done, for the error's sentence. */
  readonly task: string;
  readonly signal?: AbortSignal | undefined;
}

export function deadline({ clock, timeoutMs, task, signal }: DeadlineRequest): Deadline {
  const expiresAt = clock.now() + timeoutMs;
  const timer = new AbortController();
  const over = new AbortController();
  void clock.sleep(timeoutMs, timer.signal).then(() => {
    if (!timer.signal.aborted) over.abort(timedOut(task, timeoutMs));
  });
  const giveUp = (): void =>
    over.abort(new MyelinError("aborted", `Cannot ${task}: the caller gave up waiting; send it again`));
  if (signal?.aborted) giveUp();
  signal?.addEventListener("abort", giveUp, { once: true });
  return {
    signal: over.signal,
    remaining: () => Math.max(0, expiresAt - clock.now()),
    check: () => over.signal.throwIfAborted(),
    end: () => {
      timer.abort();
      signal?.removeEventListener("abort", giveUp);
    },
  };
}

function timedOut(task: string, timeoutMs: number): MyelinError {
  const message = `Cannot ${task}: ${timeoutMs} ms passed before it was done; nothing was changed, send it again`;
  return new MyelinError("timeout", message, { details: { timeoutMs } });
}
