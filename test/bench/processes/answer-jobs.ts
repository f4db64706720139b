import type { Reply } from "./child.ts";

/** Answers the jobs of the process that started this one, and ends when that one lets go. */
export function answerJobs<Job>(answer: (job: Job) => Promise<unknown>): void {
  const send = (reply: Reply): void => void process.send?.(reply);
  process.on("message", (message: { readonly job: Job }) => {
    answer(message.job).then(
      (value) => send({ answer: value ?? null }),
      (error: unknown) => send({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  // An exit by this call also writes the CPU profile.
  process.on("disconnect", () => process.exit(0));
}
