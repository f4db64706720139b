import { setTimeout as pause } from "node:timers/promises";
import type { ProcessorFigures, ProcessorJob, RunningProcessor } from "./processor-job.ts";

/** Milliseconds between looks. */
const lookMs = 2;
/** Milliseconds for the first event. */
const startMs = 60_000;

/**
 * Events a second from the end of the ramp on, which begins with the first event, until the time is over or the log ends.
 *
 * @throws Error where nothing is handled at all
 */
export async function timedStretch(
  { handled, total }: Pick<RunningProcessor, "handled" | "total">,
  { rampMs, timedMs }: Pick<ProcessorJob, "rampMs" | "timedMs">,
): Promise<ProcessorFigures> {
  const until = performance.now() + startMs;
  while (handled() === 0) {
    if (performance.now() > until) throw new Error(`Cannot measure: no event was handled within ${startMs} ms`);
    await pause(lookMs);
  }
  if (rampMs > 0) await pause(rampMs);
  const [from, before] = [performance.now(), handled()];
  if (before >= total) throw new Error("Cannot measure: the log ended within the ramp; fill it with more events");
  const end = timedMs === undefined ? Number.POSITIVE_INFINITY : from + timedMs;
  const memory: number[] = [];
  while (handled() < total && performance.now() < end) {
    await pause(lookMs);
    if (handled() >= (total * (memory.length + 1)) / 4) memory.push(residentMiB());
  }
  return { rate: ((handled() - before) * 1000) / (performance.now() - from), memory };
}

function residentMiB(): number {
  return Math.round(process.memoryUsage().rss / 2 ** 20);
}
