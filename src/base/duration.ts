import { MyelinError } from "./error.ts";

const units = {
  ms: 1,
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;

type Unit = keyof typeof units;

/** A span of time: milliseconds, or a number and its unit, such as `"10 minutes"` or `"1 day"`. */
export type Duration = number | `${number} ${Unit | `${Exclude<Unit, "ms">}s`}`;

/**
 * A span of time in milliseconds.
 *
 * @throws MyelinError `invalid_application` for a text that is no number with a unit
 */
export function durationMs(duration: Duration): number {
  if (typeof duration === "number") return duration;
  const [, count, unit] = /^(\d+(?:\.\d+)?) ([a-z]+?)s?$/.exec(duration.replace(/ ms$/, " millisecond")) ?? [];
  const length = unit === undefined || !Object.hasOwn(units, unit) ? undefined : units[unit as Unit]; // just looked up
  if (count === undefined || length === undefined) throw unreadable(duration);
  return Math.round(Number(count) * length);
}

function unreadable(duration: string): MyelinError {
  const message = `Cannot read duration "${duration}": it is not a number and a unit; write it like "10 minutes", with ms, seconds, minutes, hours, days or weeks`;
  return new MyelinError("invalid_application", message);
}
