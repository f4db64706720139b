import { isMyelinError } from "../../base/error.ts";
import { isAfter, type Position } from "../../model/position.ts";
import type { DeadLetterNode, FailureNode, HandlingFailure } from "../../model/processor-node.ts";
import type { ProcessorEvent } from "./event-page.ts";
import { passing } from "./handler-failure.ts";

/** What becomes of an event whose handler failed. */
export type FailureDecision =
  /** To be handled again after so many milliseconds. */
  | { readonly kind: "retry"; readonly pauseMs: number }
  /** The segment waits: the failure counts as its own. */
  | { readonly kind: "halt" }
  | { readonly kind: "skip" }
  | { readonly kind: "letter" };

export function isNobodysFault(error: unknown): boolean {
  return isMyelinError(error) && passing.has(error.code);
}

/** What the policy says. A failure that is nobody's fault is no matter of any policy: the segment tries again. */
export function decideFailure(policy: FailureNode, failure: HandlingFailure): FailureDecision {
  const decision = decideAttempt(policy, failure);
  if (decision.kind !== "letter" || policy.kind !== "deadLetter" || isParked(policy, failure)) return decision;
  return { kind: "skip" };
}

/** The same where the policy's `enqueue` has no say. */
export function decideAttempt(
  policy: FailureNode,
  { error, attempts }: Pick<HandlingFailure, "error" | "attempts">,
): FailureDecision {
  if (isNobodysFault(error)) return { kind: "halt" };
  if (policy.kind !== "deadLetter") return { kind: policy.kind };
  const { retries, backoffMs } = policy;
  if (attempts <= retries) return { kind: "retry", pauseMs: backoffMs * 2 ** (attempts - 1) };
  return { kind: "letter" };
}

/** A policy that throws loses no event and stops no segment: it is parked. */
function isParked({ enqueue }: DeadLetterNode, failure: HandlingFailure): boolean {
  try {
    return enqueue === undefined || enqueue(failure);
  } catch {
    return true;
  }
}

/** How handling an event went so far. */
export interface FailedEvent {
  readonly position: Position;
  attempts: number;
  error: unknown;
  /** Undefined while it is tried again. */
  decision: "letter" | "skip" | undefined;
}

/** The events of a segment that failed, from one transaction to the next. */
export interface FailureMemory {
  of(event: ProcessorEvent): FailedEvent | undefined;
  /** Counts one more failure. */
  failed(event: ProcessorEvent, error: unknown): FailedEvent;
  /** What lies at or before the position is behind, and forgotten. */
  passed(position: Position): void;
}

export function failureMemory(): FailureMemory {
  const known = new Map<string, FailedEvent>();
  return {
    of: (event) => (known.size === 0 ? undefined : known.get(placeText(event))),
    failed: (event, error) => {
      const before = known.get(placeText(event));
      const { position } = event.event;
      const failed: FailedEvent = { position, attempts: (before?.attempts ?? 0) + 1, error, decision: undefined };
      known.set(placeText(event), failed);
      return failed;
    },
    passed: (position) => {
      for (const [place, { position: at }] of known) if (!isAfter(at, position)) known.delete(place);
    },
  };
}

function placeText({ event, subIndex }: ProcessorEvent): string {
  return `${event.position}#${subIndex}`;
}
