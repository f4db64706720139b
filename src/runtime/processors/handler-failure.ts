import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import type { StoredEvent } from "../../model/message.ts";

/** Codes of failures that are nobody's fault. */
export const passing: ReadonlySet<string> = new Set(["unavailable", "outcome_unknown", "contention"]);

export interface HandlerPlace {
  readonly projection: string;
  readonly event: StoredEvent;
}

/** Runs a handler; what it throws comes out as `handler_failed` that names the event and the projection. */
export function failedOn<Result>(place: HandlerPlace, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw handlerFailure(place, error);
  }
}

export function handlerFailure({ projection, event }: HandlerPlace, error: unknown): MyelinError {
  // A lost database or a lost lock is nobody's fault: it keeps its own code, so that the processor only tries again.
  if (isMyelinError(error) && passing.has(error.code)) return error;
  const message = `Cannot project event "${event.type}" at position ${event.position} in projection "${projection}": its handler failed with ${JSON.stringify(messageOf(error))}; mend the handler and start again`;
  const { type, position, stream } = event;
  return new MyelinError("handler_failed", message, { details: { projection, type, position, stream }, cause: error });
}
