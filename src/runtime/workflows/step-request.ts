import type { WorkflowTable } from "../../model/tables.ts";
import type { LoadedInstance } from "../../model/workflow-instance.ts";
import type { StepCause, StepPorts } from "./draft.ts";
import type { EventStimulus, LeftStimulus, Stimulus } from "./stimulus.ts";

/** One step of one instance. */
export interface StepRequest {
  readonly table: WorkflowTable;
  readonly id: string;
  /** Undefined: there is no such instance. */
  readonly loaded: LoadedInstance | undefined;
  /** Indexes of commands that cannot have been sent yet: those of steps that are not committed. */
  readonly unsent: ReadonlySet<number>;
  readonly stimulus: Stimulus;
}

/** A step for an event. */
export interface SteppingEvent {
  readonly stimulus: EventStimulus;
  readonly ports: StepPorts;
}

/** A step for anything else. */
export interface SteppingLeft {
  readonly stimulus: LeftStimulus;
  readonly ports: StepPorts;
}

/** What caused it is known to nobody but the instance. */
export const noCause: StepCause = Object.freeze({ causationId: null, metadata: {}, facts: {} });
