import type { ProcessorJob } from "../processors/processor-job.ts";
import type { WorkflowEntrant } from "./cases.ts";

/** One stretch of a workflow that has never run before. */
export interface WorkflowJob extends Pick<ProcessorJob, "url" | "nth" | "rampMs" | "timedMs"> {
  readonly entrant: WorkflowEntrant;
}
