import type { StepPorts, StepResult } from "./draft.ts";
import { stepEvent } from "./step-event.ts";
import { stepFailure } from "./step-failure.ts";
import { stepLeft } from "./step-left.ts";
import type { StepRequest } from "./step-request.ts";

/**
 * What a stimulus does to an instance. Pure but for the ids that it takes: the runtime, the testing kit and the simulation all compute it
 * here, once, and what comes of it is written down.
 *
 * @throws MyelinError `handler_failed` where the reaction fails, or cannot be carried out: then nothing has happened.
 */
export function step(request: StepRequest, ports: StepPorts): StepResult {
  const { stimulus } = request;
  try {
    return stimulus.kind === "event" ? stepEvent(request, { stimulus, ports }) : stepLeft(request, { stimulus, ports });
  } catch (error) {
    throw stepFailure(request, error);
  }
}
