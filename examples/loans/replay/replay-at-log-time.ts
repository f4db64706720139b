import { isAfter, startOfLog } from "myelin";
import { daysOf } from "./days-of.ts";
import type { LogClock } from "./log-clock.ts";
import { type ReplayOptions, type ReplayResult, replayLog } from "./replay-log.ts";
import { translator } from "./translator.ts";

/** What it takes to replay a log at its own time. */
export interface LogTime {
  /** The engine's clock. */
  readonly clock: LogClock;
  /** Resolves once nothing is left to do at this time. */
  readonly quiet: () => Promise<void>;
}

/**
 * Replays a log day by day, with the engine's clock at the day: what comes of time, such as a call three days after an offer, comes between the
 * rows where it belongs. Needs the whole log in memory.
 */
export async function replayAtLogTime({ rows, clock, quiet, ...how }: ReplayOptions & LogTime): Promise<ReplayResult> {
  const result: ReplayResult = { accepted: 0, deviations: 0, duplicates: 0, position: startOfLog };
  const toCommand = translator();
  for (const { time, rows: ofDay } of await daysOf(rows)) {
    clock.moveTo(time);
    await quiet();
    const day = await replayLog({ ...how, rows: inOrder(ofDay), toCommand });
    result.accepted += day.accepted;
    result.deviations += day.deviations;
    result.duplicates += day.duplicates;
    if (isAfter(day.position, result.position)) result.position = day.position;
    await quiet();
  }
  return result;
}

async function* inOrder<Row>(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}
