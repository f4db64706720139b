import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import type { StoredEvent } from "../../model/message.ts";

/** Codes of failures that are nobody's fault. */
export const passing: ReadonlySet<string> = new Set([
  "unavailable",
  "outcome_unknown",
  "contention",
  // A reactor's command met a busy node, or another node's attempt of the same one.
  "overloaded",
  "in_progress",
]);

export interface HandlerPlace {
  readonly processor: string;
  readonly event: StoredEvent;
}

/** Runs a handler; what it throws comes out as `handler_failed` that names the event and the processor. */
export function failedOn<Result>(place: HandlerPlace, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw handlerFailure(place, error);
  }
}

export function handlerFailure({ processor, event }: HandlerPlace, error: unknown): MyelinError {
  // A lost database or a lost lock is nobody's fault: it keeps its own code, so that the processor only tries again.
  if (isMyelinError(error) && passing.has(error.code)) return error;
  const message = `Cannot handle event "${event.type}" at position ${event.position} in processor "${processor}": its handler failed with ${JSON.stringify(messageOf(error))}; mend the handler`;
  const { type, position, stream } = event;
  return new MyelinError("handler_failed", message, { details: { processor, type, position, stream }, cause: error });
}

/** What the user's code threw, without the engine's words around it. */
export function failureOf(error: unknown): unknown {
  return isMyelinError(error) && error.code === "handler_failed" && error.cause !== undefined ? error.cause : error;
}
