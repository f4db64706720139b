import { answerJobs } from "../processes/answer-jobs.ts";
import type { ProcessorJob, RunningProcessor } from "./processor-job.ts";
import { timedStretch } from "./timed-stretch.ts";

/** Makes this process one that measures processors, stretch after stretch; its compiled code stays warm in between. */
export function measureProcessor<Job extends Pick<ProcessorJob, "rampMs" | "timedMs"> = ProcessorJob>(
  open: (job: Job) => Promise<RunningProcessor>,
): void {
  answerJobs<Job>(async (job) => {
    const running = await open(job);
    return timedStretch(running, job).finally(() => running.close());
  });
}
