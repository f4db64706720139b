/** How long a call may take, and whether its caller has gone. */
export interface Limit {
  /** Aborted by either. */
  readonly signal: AbortSignal;
  readonly over: "timeout" | "aborted" | undefined;
  /** Whether there is time for a pause, and something after it. */
  allows(ms: number): boolean;
  /** Resolves after so many milliseconds, or when it is over. */
  sleep(ms: number): Promise<void>;
  /** Lets go of its timer and of the caller's signal. */
  end(): void;
}

export function startLimit(outer: AbortSignal | undefined, timeoutMs: number): Limit {
  const own = new AbortController();
  const until = Date.now() + timeoutMs;
  let over: Limit["over"];
  const stop = (why: "timeout" | "aborted"): void => {
    over ??= why;
    own.abort();
  };
  const leave = (): void => stop("aborted");
  // Timers take no more than this, and make 1 ms of what is longer.
  const timer = setTimeout(() => stop("timeout"), Math.min(timeoutMs, 2 ** 31 - 1));
  if (outer?.aborted) leave();
  outer?.addEventListener("abort", leave, { once: true });
  return {
    signal: own.signal,
    get over() {
      return over;
    },
    allows: (ms) => Date.now() + ms < until,
    sleep: (ms) => sleep(ms, own.signal),
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", leave);
    },
  };
}

/** Resolves after so many milliseconds, or when the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
