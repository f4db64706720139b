import type { Cluster } from "../cluster.ts";
import type { DoneFault } from "../judges/judge-faults.ts";
import type { TrialRun } from "../trial.ts";
import { drawSchedule } from "./draw-schedule.ts";
import { runSchedule } from "./run-schedule.ts";

/** What work under faults has left behind. */
export interface Ordeal<T> {
  readonly result: T;
  readonly faults: readonly DoneFault[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** For which enough faults are asked: whole minutes where the work said how long it takes. */
  readonly judgedSeconds: number;
}

/** The longest that work may take that does not say for how long, in seconds. */
const longest = 4 * 3_600;

/** Faults for so many seconds, or for as long as the work takes. */
export async function underFaults<T>(
  cluster: Cluster,
  { options, say }: TrialRun,
  work: () => Promise<T>,
): Promise<Ordeal<T>> {
  const { seconds, seed, nodes, calm } = options;
  const over = new AbortController();
  const from = Date.now();
  const victims = { ...cluster, segments: cluster.store.segments };
  const schedule = calm ? [] : drawSchedule({ seed, nodes, seconds: seconds ?? longest });
  const faults = runSchedule(schedule, { began: from, victims, say, signal: over.signal });
  const result = await work().finally(() => {
    if (seconds === undefined) over.abort();
  });
  const done = await faults;
  const to = Date.now();
  const judgedSeconds = calm ? 0 : (seconds ?? Math.floor((to - from) / 60_000) * 60);
  return { result, faults: done, from, to, judgedSeconds };
}
