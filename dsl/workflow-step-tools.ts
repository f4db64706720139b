import type { ProjectionContext } from "../src/model/node.ts";
import type { FiredTimer, RejectedCommand } from "../src/model/reaction-facts.ts";
import type { WorkflowDef } from "./workflow-def.ts";
import type { StepTools } from "./workflow-tools.ts";

/** What a reaction to an event can do. */
export interface EventStepTools<D extends WorkflowDef, State> extends StepTools<D, State> {
  readonly event: ProjectionContext;
}

/** What a reaction to a timer can do. */
export interface TimerStepTools<D extends WorkflowDef, State> extends StepTools<D, State> {
  /** Which one fired: its name, and its key where it has one. */
  readonly timer: FiredTimer;
}

/** What a reaction to a rejection can do. */
export interface RejectionStepTools<D extends WorkflowDef, State, Sent> extends StepTools<D, State> {
  /** Which command it was, what it was sent with, and why it was rejected. */
  readonly rejected: RejectedCommand<Sent extends { readonly payload: infer Payload } ? Payload : never>;
}

/** What a reaction to the end of a child can do. */
export interface ChildStepTools<D extends WorkflowDef, State> extends StepTools<D, State> {
  readonly child: { readonly workflow: string; readonly id: string };
}
