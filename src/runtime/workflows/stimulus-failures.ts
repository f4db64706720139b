import { messageOf } from "../../base/error.ts";
import type { Log } from "../../base/ports.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { Stop } from "../processors/batch-context.ts";
import { decideAttempt, decideFailure, type FailureDecision } from "../processors/failure-decision.ts";
import { failureOf } from "../processors/handler-failure.ts";
import { QueueFull } from "../processors/park-event.ts";
import type { Came } from "./came.ts";
import { StrictFailure } from "./step-failure.ts";
import { nameOf } from "./stimulus.ts";

/** How handling something went so far. */
export interface FailedStimulus {
  attempts: number;
  error: unknown;
  /** Undefined while it is tried again. */
  decision: "letter" | "skip" | undefined;
}

/** What failed in a segment, from one transaction to the next, by `Came.key`. */
export type StimulusFailures = Map<string, FailedStimulus>;

export interface DecidingContext {
  readonly table: WorkflowTable;
  readonly failures: StimulusFailures;
  readonly log: Log;
}

/** Undefined: it was decided what becomes of it, and the segment can go on. */
export function stopForStimulus(
  came: Came,
  thrown: unknown,
  { table, failures, log }: DecidingContext,
): Stop | undefined {
  const before = failures.get(came.key);
  if (thrown instanceof QueueFull || before?.decision !== undefined) return { kind: "halt", error: thrown };
  const failed: FailedStimulus = { attempts: (before?.attempts ?? 0) + 1, error: thrown, decision: undefined };
  failures.set(came.key, failed);
  const decision = decide(came, { failed, table });
  if (decision.kind === "retry") return decision;
  if (decision.kind === "halt") return { kind: "halt", error: thrown };
  failed.decision = decision.kind;
  const facts = { processor: table.name, sequence: came.id, attempts: failed.attempts };
  const fate = decision.kind === "skip" ? "passed over" : "parked";
  log("error", `What came to an instance is ${fate}: ${nameOf(came.stimulus)}: ${messageOf(thrown)}`, facts);
  return undefined;
}

interface Deciding {
  readonly failed: FailedStimulus;
  readonly table: WorkflowTable;
}

function decide({ id, stimulus }: Came, { failed, table }: Deciding): FailureDecision {
  const { error: thrown, attempts } = failed;
  if (thrown instanceof StrictFailure) return { kind: "letter" };
  const error = failureOf(thrown);
  if (stimulus.kind !== "event") return decideAttempt(table.onFailure, { error, attempts });
  const { event } = stimulus.item;
  return decideFailure(table.onFailure, { processor: table.name, sequence: id, event, error, attempts });
}
