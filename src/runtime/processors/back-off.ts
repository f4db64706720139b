import { isMyelinError, messageOf } from "../../base/error.ts";
import type { Log } from "../../base/ports.ts";
import { isNobodysFault } from "./failure-decision.ts";

const firstBackOff = 1_000;
const longestBackOff = 60_000;
const awayBackOff = 100;

/** Milliseconds: a lost database is asked again soon; a failing handler 1 s later, doubling up to 60 s. */
export function backOff(error: unknown, failures: number): number {
  const away = isNobodysFault(error);
  const doubled = (away ? awayBackOff : firstBackOff) * 2 ** Math.min(failures - 1, 10);
  return Math.min(away ? firstBackOff : longestBackOff, doubled);
}

interface Failure {
  readonly error: unknown;
  /** In a row. */
  readonly failures: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The first failure in full, so that the cause is in the log once and not a thousand times. */
export function logFailure(log: Log, { error, failures, facts }: Failure): void {
  if (failures === 1) log("error", messageOf(error), { ...facts, ...details(error) });
  else log("warn", `Processor "${facts.processor}" failed again`, { ...facts, failures });
}

function details(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return {};
  const facts = isMyelinError(error) ? error.details : {};
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : undefined;
  return cause === undefined ? facts : { ...facts, cause };
}
