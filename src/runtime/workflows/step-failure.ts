import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import { handlerFailure } from "../processors/handler-failure.ts";
import type { StepRequest } from "./step-request.ts";
import { nameOf } from "./stimulus.ts";

/** An event or a start that does not fit, by the workflow's own strictness: it becomes a letter at once, whatever the policy says. */
export class StrictFailure extends MyelinError {}

/** What a step throws: names the instance, and holds what the reaction threw. */
export function stepFailure({ table, id, stimulus }: StepRequest, error: unknown): MyelinError {
  if (error instanceof StrictFailure) return error;
  if (stimulus.kind === "event") return handlerFailure({ processor: table.name, event: stimulus.item.event }, error);
  if (isMyelinError(error) && error.code !== "unsupported") return error;
  const message = `Cannot react to ${nameOf(stimulus)} in instance "${id}" of workflow "${table.name}": its reaction failed with ${JSON.stringify(messageOf(error))}; mend the reaction`;
  return new MyelinError("handler_failed", message, { details: { workflow: table.name, id }, cause: error });
}
