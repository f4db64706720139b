import { MyelinError } from "../base/error.ts";
import type { Clock } from "../base/ports.ts";

/** How long one caller waits for an answer. */
export interface Deadline {
  /** What to throw once it is over: `timeout`, or `aborted` when the caller gave up; undefined before. */
  readonly over: MyelinError | undefined;
  /** Milliseconds since 1970 when it ends by time. */
  readonly until: number;
  /** Aborted when it is over. Made on first use: most commands never ask. */
  readonly signal: AbortSignal;
  /** Tells the listener once when it is over, at once if it is already. */
  listen(listener: DeadlineListener): void;
  unlisten(listener: DeadlineListener): void;
  /** The same for a function. Returns how to leave. */
  whenOver(call: (error: MyelinError) => void): () => void;
  /** Lets go of the timer and of the caller's signal. */
  end(): void;
}

export interface DeadlineListener {
  deadlineOver(error: MyelinError): void;
}

export interface DeadlineRequest {
  readonly timeoutMs: number;
  /** What was to be done, and to what, for the error's sentence. */
  readonly act: string;
  readonly subject: string;
  readonly signal?: AbortSignal | undefined;
}

/** Many deadlines on one timer. */
export interface Deadlines {
  start(request: DeadlineRequest): Deadline;
  /** Lets go of the timer; deadlines that still run never end by time. */
  close(): void;
}

// Deadlines that end within the same stretch of milliseconds end together, at its end: one timer serves thousands of commands.
const stretchMs = 16;

export function deadlines(clock: Clock): Deadlines {
  const stretches = new Map<number, Set<PendingDeadline>>();
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

  const stretchOf = (expiresAt: number): Set<PendingDeadline> => {
    const due = Math.ceil(expiresAt / stretchMs) * stretchMs;
    const known = stretches.get(due);
    if (known !== undefined) return known;
    const fresh = new Set<PendingDeadline>();
    stretches.set(due, fresh);
    sleepUntilNext();
    return fresh;
  };

  return {
    start: (request) => {
      const until = clock.now() + request.timeoutMs;
      return new PendingDeadline(request, { until, stretch: stretchOf(until) });
    },
    close: () => {
      stretches.clear();
      asleep?.wake.abort();
      asleep = undefined;
    },
  };
}

interface Ending {
  readonly until: number;
  readonly stretch: Set<PendingDeadline>;
}

/** A class, as there is one for every command under way: its methods cost nothing each time. */
class PendingDeadline implements Deadline {
  over: MyelinError | undefined = undefined;
  readonly until: number;
  private readonly request: DeadlineRequest;
  private readonly stretch: Set<PendingDeadline>;
  private controller: AbortController | undefined = undefined;
  private giveUp: (() => void) | undefined = undefined;
  // Nearly always one at a time.
  private listener: DeadlineListener | undefined = undefined;
  private others: Set<DeadlineListener> | undefined = undefined;

  constructor(request: DeadlineRequest, { until, stretch }: Ending) {
    this.until = until;
    this.request = request;
    this.stretch = stretch;
    stretch.add(this);
    if (request.signal !== undefined) this.follow(request.signal);
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.over !== undefined) this.controller.abort(this.over);
    return this.controller.signal;
  }

  listen(listener: DeadlineListener): void {
    if (this.over !== undefined) listener.deadlineOver(this.over);
    else if (this.listener === undefined) this.listener = listener;
    else {
      this.others ??= new Set();
      this.others.add(listener);
    }
  }

  unlisten(listener: DeadlineListener): void {
    if (this.listener === listener) this.listener = undefined;
    else this.others?.delete(listener);
  }

  whenOver(call: (error: MyelinError) => void): () => void {
    const listener = { deadlineOver: call };
    this.listen(listener);
    return () => this.unlisten(listener);
  }

  expire(): void {
    this.finish(timedOut(this.request));
  }

  end(): void {
    this.stretch.delete(this);
    this.listener = undefined;
    this.others = undefined;
    if (this.giveUp !== undefined) this.request.signal?.removeEventListener("abort", this.giveUp);
  }

  private follow(signal: AbortSignal): void {
    this.giveUp = () => this.finish(gaveUp(this.request));
    if (signal.aborted) this.giveUp();
    else signal.addEventListener("abort", this.giveUp, { once: true });
  }

  private finish(error: MyelinError): void {
    if (this.over !== undefined) return;
    this.over = error;
    this.stretch.delete(this);
    this.controller?.abort(error);
    const { listener, others } = this;
    this.listener = undefined;
    this.others = undefined;
    listener?.deadlineOver(error);
    for (const one of others ?? []) one.deadlineOver(error);
  }
}

function gaveUp({ act, subject }: DeadlineRequest): MyelinError {
  return new MyelinError("aborted", `Cannot ${act} "${subject}": the caller gave up waiting; send it again`);
}

function timedOut({ act, subject, timeoutMs }: DeadlineRequest): MyelinError {
  const message = `Cannot ${act} "${subject}": ${timeoutMs} ms passed before it was done; nothing was changed, send it again`;
  return new MyelinError("timeout", message, { details: { timeoutMs } });
}
