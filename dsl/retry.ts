import { type AttemptFailure, defaultRetry, type RetryBounds, type RetryNode } from "../src/model/retry-node.ts";

/** Retries at even pauses. */
export interface IntervalOptions extends RetryBounds {
  /** Milliseconds between the end of an attempt and the next one. */
  readonly everyMs: number;
}

/** Retries at pauses that grow. */
export interface ExponentialOptions extends RetryBounds {
  /** The longest first pause, in milliseconds; default 2. */
  readonly firstMs?: number;
  /** The longest of all pauses, in milliseconds; default 100, or `firstMs` where that is more. */
  readonly maxMs?: number;
}

/** A policy of one kind. */
export type RetryOf<Kind extends RetryNode["kind"]> = Extract<RetryNode, { readonly kind: Kind }>;

/** Waits equally long before each further attempt. */
export function interval({ everyMs, ...bounds }: IntervalOptions): RetryOf<"interval"> {
  return Object.freeze({ kind: "interval", everyMs, ...bounds });
}

/** Waits for a random time before each further attempt, whose limit begins at `firstMs` and doubles up to `maxMs`. */
export function exponential({
  firstMs = defaultRetry.firstMs,
  maxMs,
  ...bounds
}: ExponentialOptions): RetryOf<"exponential"> {
  const last = maxMs ?? Math.max(defaultRetry.maxMs, firstMs);
  return Object.freeze({ kind: "exponential", firstMs, maxMs: last, ...bounds });
}

/** One attempt: the caller is told of a lost race at once. */
export function noRetry(): RetryOf<"none"> {
  return Object.freeze({ kind: "none" });
}

/**
 * Waits for as many milliseconds as `pauseMs` answers, or gives up where it answers undefined. It sees all failures so far, the last
 * one last. `name` stands for the function in the compiled tables.
 */
export function retryBy(
  name: string,
  pauseMs: (failures: readonly AttemptFailure[]) => number | undefined,
  { maxAttempts, deadlineMs }: RetryBounds,
): RetryOf<"function"> {
  return Object.freeze({
    kind: "function",
    name,
    pauseMs,
    maxAttempts,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
}
