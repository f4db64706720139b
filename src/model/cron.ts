import { Cron } from "croner";
import { messageOf } from "../base/error.ts";

/** Why a schedule cannot be read, as part of a sentence; undefined where it can be, and comes to pass at all. */
export function cronMistake(schedule: string): string | undefined {
  if (schedule.trim().split(/\s+/).length !== 5) return "it has not five fields";
  try {
    return nextTick(schedule, new Date(0)) === undefined ? "no day is such a day" : undefined;
  } catch (error) {
    return messageOf(error)
      .replace(/^CronPattern: /, "")
      .replace(/\.$/, "");
  }
}

/**
 * The first time of a schedule behind `after`; undefined where there is none. Five fields, UTC: minute, hour, day of month, month, day
 * of week, as croner reads them. Starts no timer.
 */
export function nextTick(schedule: string, after: Date): Date | undefined {
  return cron(schedule).nextRun(after) ?? undefined;
}

/** The last time of a schedule before `before`; undefined where there is none. */
export function lastTick(schedule: string, before: Date): Date | undefined {
  return cron(schedule).previousRuns(1, before)[0];
}

function cron(schedule: string): Cron {
  // Without a function and paused it only computes.
  return new Cron(schedule, { timezone: "UTC", mode: "5-part", paused: true });
}
