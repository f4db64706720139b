import { MyelinError } from "../base/error.ts";
import type { Clock } from "../base/ports.ts";

/** How long one caller waits for an answer. */
export interface Deadline {
  /** What to throw once it is over: `timeout`, or `aborted` when the caller gave up; undefined before. */
  readonly over: MyelinError | undefined;
  /** Aborted when it is over. Made on first use: most commands never ask. */
  readonly signal: AbortSignal;
  /** Calls back once when it is over, at once if it is already. Returns how to leave. */
  whenOver(call: (error: MyelinError) => void): () => void;
  /** Lets go of the timer and of the caller's signal. */
  end(): void;
}

export interface DeadlineRequest {
  readonly timeoutMs: number;
  /** What was to be done, for the error's sentence. */
  readonly task: () => string;
  readonly signal?: AbortSignal | undefined;
}

/** Many deadlines on one timer. */
export interface Deadlines {
  start(request: DeadlineRequest): Deadline;
  /** Lets go of the timer; deadlines that still run never end by time. */
  close(): void;
}

interface Pending extends Deadline {
  begin(): void;
  expire(): void;
}

// Deadlines that end within the same stretch of milliseconds end together, at its end: one timer serves thousands of commands.
const stretchMs = 16;

export function deadlines(clock: Clock): Deadlines {
  const stretches = new Map<number, Set<Pending>>();
  let asleep: { readonly until: number; readonly wake: AbortController } | undefined;

  const expireDue = (): void => {
    const now = clock.now();
    for (const [due, pending] of stretches) {
      if (due > now) continue;
      stretches.delete(due);
      for (const one of pending) one.expire();
    }
  };

  const sleepUntilNext = (): void => {
    const next = [...stretches.keys()].reduce((least, due) => Math.min(least, due), Number.POSITIVE_INFINITY);
    if (asleep !== undefined && asleep.until <= next) return;
    asleep?.wake.abort();
    asleep = undefined;
    if (next === Number.POSITIVE_INFINITY) return;
    const sleep = { until: next, wake: new AbortController() };
    asleep = sleep;
    void clock.sleep(next - clock.now(), sleep.wake.signal).then(() => {
      if (asleep !== sleep) return;
      asleep = undefined;
      expireDue();
      sleepUntilNext();
    });
  };

  const stretchOf = (expiresAt: number): Set<Pending> => {
    const due = Math.ceil(expiresAt / stretchMs) * stretchMs;
    const known = stretches.get(due);
    if (known !== undefined) return known;
    const fresh = new Set<Pending>();
    stretches.set(due, fresh);
    sleepUntilNext();
    return fresh;
  };

  return {
    start: (request) => {
      const stretch = stretchOf(clock.now() + request.timeoutMs);
      const pending: Pending = pendingDeadline(request, () => stretch.delete(pending));
      stretch.add(pending);
      pending.begin();
      return pending;
    },
    close: () => {
      stretches.clear();
      sleepUntilNext();
    },
  };
}

function pendingDeadline({ timeoutMs, task, signal }: DeadlineRequest, leave: () => void): Pending {
  // Made on first use, as the controller is.
  let calls: Set<(error: MyelinError) => void> | undefined;
  let over: MyelinError | undefined;
  let controller: AbortController | undefined;

  const finish = (error: MyelinError): void => {
    if (over !== undefined) return;
    over = error;
    leave();
    controller?.abort(error);
    for (const call of calls ?? []) call(error);
    calls = undefined;
  };
  const giveUp = (): void => finish(gaveUp(task()));
  return {
    begin: () => {
      if (signal?.aborted) giveUp();
      else signal?.addEventListener("abort", giveUp, { once: true });
    },
    get over() {
      return over;
    },
    get signal() {
      controller ??= new AbortController();
      if (over !== undefined) controller.abort(over);
      return controller.signal;
    },
    whenOver: (call) => {
      if (over !== undefined) {
        call(over);
        return noListener;
      }
      calls ??= new Set();
      calls.add(call);
      return () => calls?.delete(call);
    },
    expire: () => finish(timedOut(task(), timeoutMs)),
    end: () => {
      leave();
      calls = undefined;
      signal?.removeEventListener("abort", giveUp);
    },
  };
}

function noListener(): void {}

function gaveUp(task: string): MyelinError {
  return new MyelinError("aborted", `Cannot ${task}: the caller gave up waiting; send it again`);
}

function timedOut(task: string, timeoutMs: number): MyelinError {
  const message = `Cannot ${task}: ${timeoutMs} ms passed before it was done; nothing was changed, send it again`;
  return new MyelinError("timeout", message, { details: { timeoutMs } });
}
