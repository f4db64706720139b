import type { StepPorts, StepResult } from "./draft.ts";
import { step } from "./step.ts";
import type { StepRequest } from "./step-request.ts";

/** One step, observed where somebody looks; what it sends carries the trace of the step then. */
export function makeStep(request: StepRequest, ports: StepPorts): StepResult {
  const { observe } = ports;
  if (observe === undefined) return step(request, ports);
  const { table, id, loaded, stimulus } = request;
  return observe({ workflow: table.name, id, head: loaded?.head, stimulus }, (trace) =>
    step(request, trace === undefined ? ports : Object.assign({}, ports, { trace })),
  );
}
