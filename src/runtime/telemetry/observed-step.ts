import type { Metadata } from "../../model/message.ts";
import type { ObserveStep, Stepping, StepResult } from "../workflows/draft.ts";
import { type Stimulus, typeOf } from "../workflows/stimulus.ts";
import type { EngineMetrics } from "./engine-metrics.ts";
import { type ObservedBatch, processAttributes } from "./observed-batch.ts";
import type { TelemetrySpan, TraceContext } from "./telemetry.ts";
import { traceOf, withTrace } from "./trace-context.ts";

export interface StepObserving {
  readonly metrics?: EngineMetrics | undefined;
  /** The batch, or the letter, that the step is made for. */
  readonly begin?: ObservedBatch["begin"] | undefined;
}

/** Undefined where nobody looks. */
export function stepObserver({ metrics, begin }: StepObserving): ObserveStep | undefined {
  if (metrics === undefined && begin === undefined) return undefined;
  return (stepping, make) => {
    const result = begin === undefined ? make(undefined) : spannedStep(stepping, { make, begin });
    metrics?.count("workflowSteps", stepping.workflow).add();
    return result;
  };
}

interface Spanning {
  readonly make: (trace: Metadata | undefined) => StepResult;
  readonly begin: ObservedBatch["begin"];
}

/** It continues the trace of the event, or of the command whose outcome it hears. A timer or a signal has none: there the instance's own goes on. */
function spannedStep(stepping: Stepping, { make, begin }: Spanning): StepResult {
  const { workflow, id, head, stimulus } = stepping;
  const attributes = Object.assign(processAttributes(workflow), {
    "messaging.operation.name": "step",
    "myelin.workflow": workflow,
    "myelin.workflow.instance": id,
    "myelin.workflow.stimulus": typeOf(stimulus),
  });
  const trace = causeOf(stimulus) ?? traceOf(head?.metadata ?? {});
  const span = begin({ name: `step ${workflow}`, attributes }, trace);
  try {
    const result = span.within(() => make(withTrace({}, span.context)));
    describeStep(span, result);
    return result;
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

function causeOf(stimulus: Stimulus): TraceContext | undefined {
  if (stimulus.kind === "event") return traceOf(stimulus.item.event.metadata);
  return stimulus.row === undefined ? undefined : traceOf(stimulus.row.metadata);
}

function describeStep(span: TelemetrySpan, { loaded, commands }: StepResult): void {
  const sent = commands.filter(({ status }) => status === "pending").length;
  span.set({ "myelin.workflow.commands": sent });
  if (loaded === undefined) return;
  const { status, state, correlationId } = loaded.head;
  span.set({ "myelin.workflow.status": status, "messaging.message.conversation_id": correlationId });
  if (state !== null) span.set({ "myelin.workflow.state": state });
}
