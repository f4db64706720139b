/** A transient failure of one attempt at a command: a lost race, a deadlock, a serialisation failure. */
export interface AttemptFailure {
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly error: Error;
  /** Milliseconds since 1970, by the engine's clock. */
  readonly at: number;
}

/** Bounds that every policy with retries has. */
export interface RetryBounds {
  /** Attempts in all, the first one counted. */
  readonly maxAttempts: number;
  /** Milliseconds from when the command was taken up; no attempt begins later. Absent: only the caller's own timeout counts. */
  readonly deadlineMs?: number;
}

/**
 * When a command that failed transiently is decided again. Rejections, failed preconditions and every other error are never
 * retried, whatever the policy says.
 */
export type RetryNode =
  | { readonly kind: "none" }
  | ({ readonly kind: "interval"; readonly everyMs: number } & RetryBounds)
  /** A random pause up to `firstMs`, whose limit doubles with each failure up to `maxMs`. */
  | ({ readonly kind: "exponential"; readonly firstMs: number; readonly maxMs: number } & RetryBounds)
  | ({
      readonly kind: "function";
      readonly name: string;
      /** Milliseconds until the next attempt, undefined to give up; sees all failures so far, the last one last. */
      readonly pauseMs: (failures: readonly AttemptFailure[]) => number | undefined;
    } & RetryBounds);

/** What commands get that declare nothing else. */
export const defaultRetry: Extract<RetryNode, { readonly kind: "exponential" }> = Object.freeze({
  kind: "exponential",
  firstMs: 2,
  maxMs: 100,
  maxAttempts: 32,
});
