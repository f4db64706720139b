import { InvalidArgumentError } from "commander";
import * as v from "valibot";
import { type Json, parsePosition, type ResetTarget } from "../../../src/runtime/mod.ts";

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const Unit = v.picklist(["ms", "s", "m", "h", "d"]);

/** `60s` as milliseconds. */
export function duration(text: string): number {
  const [, count = "", unit] = /^([0-9]{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  if (!v.is(Unit, unit)) throw new InvalidArgumentError("It must be a time such as 500ms, 60s, 5m or 2h.");
  return Number(count) * units[unit];
}

export function segmentId(text: string): number {
  return wholeNumber(text, { max: 0xffff });
}

export function letterIndex(text: string): number {
  return wholeNumber(text, { max: 2_147_483_647 });
}

/** Of a workflow. */
export function versionNumber(text: string): number {
  return wholeNumber(text, { min: 1, max: 2_147_483_647 });
}

/** How many instances are listed. */
export function instanceCount(text: string): number {
  return wholeNumber(text, { min: 1, max: 1_000_000 });
}

function wholeNumber(text: string, { min = 0, max }: { readonly min?: number; readonly max: number }): number {
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
}

const IsoTime = v.pipe(v.string(), v.isoTimestamp());

/** `first`, `latest`, a position, or a time. */
export function resetTarget(text: string): ResetTarget {
  if (text === "first" || text === "latest") return { kind: text };
  const position = parsePosition(text);
  if (position !== undefined) return { kind: "position", position };
  const time = v.is(IsoTime, text) ? new Date(text) : undefined;
  if (time !== undefined && !Number.isNaN(time.getTime())) return { kind: "time", time };
  throw new InvalidArgumentError("It must be first, latest, a position, or a time such as 2026-01-31T12:00:00Z.");
}

export function jsonText(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError(`It must be JSON, such as '{ "why": "new rule" }'.`);
  }
}
