import { isMyelinError } from "../../base/error.ts";
import type { SentCommand } from "../../model/workflow-instance.ts";
import { isNobodysFault } from "../processors/failure-decision.ts";

/** What becomes of a command that could not be handled. */
export type DispatchDecision = { readonly kind: "retry"; readonly pauseMs: number } | { readonly kind: "failed" };

/** What passes by itself beside what is nobody's fault. */
const passing: ReadonlySet<string> = new Set(["timeout", "version_conflict", "aborted"]);

/** Milliseconds: of commands that say nothing else. */
const firstPause = 50;
const longestPause = 5_000;
/** Attempts at what does not pass by itself, of commands that say nothing else: the code may be new on another node. */
const lastingAttempts = 3;

export interface DispatchFailure {
  readonly error: unknown;
  readonly retry: SentCommand["retry"];
  /** This one counted. */
  readonly attempts: number;
  /** Milliseconds since the first attempt. */
  readonly elapsedMs: number;
}

/** Without a policy what passes is tried for ever, and what does not pass a few times. */
export function decideDispatch({ error, retry, attempts, elapsedMs }: DispatchFailure): DispatchDecision {
  if (retry === null) {
    const passes = isPassing(error);
    if (!passes && attempts >= lastingAttempts) return { kind: "failed" };
    return { kind: "retry", pauseMs: doubled({ firstMs: firstPause, maxMs: longestPause, attempts }) };
  }
  if (retry.kind === "none" || attempts >= retry.maxAttempts) return { kind: "failed" };
  const pauseMs =
    retry.kind === "interval" ? retry.everyMs : doubled({ firstMs: retry.firstMs, maxMs: retry.maxMs, attempts });
  const late = retry.deadlineMs !== undefined && elapsedMs + pauseMs > retry.deadlineMs;
  return late ? { kind: "failed" } : { kind: "retry", pauseMs };
}

export function isPassing(error: unknown): boolean {
  return isNobodysFault(error) || (isMyelinError(error) && passing.has(error.code));
}

/** Whether it is tried for ever. */
export function isUnbounded({ retry }: Pick<SentCommand, "retry">, error: unknown): boolean {
  return retry === null && isPassing(error);
}

interface Doubling {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly attempts: number;
}

function doubled({ firstMs, maxMs, attempts }: Doubling): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(attempts - 1, 30));
}
