import * as v from "valibot";
import {
  type Json,
  type Position,
  parsePosition,
  type RebuildOptions,
  type ResetOptions,
} from "../../../src/runtime/mod.ts";

/** Of operations that take nothing. */
export const nothing: v.GenericSchema<unknown, object> = v.strictObject({});

const segmentId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));
const oneWeekMs = 7 * 24 * 3_600_000;

/** Which segment is meant; undefined: the engine chooses. */
export interface SegmentChoice {
  readonly segment?: number;
}

/** Of `split` and `merge`. */
export const oneSegment: v.GenericSchema<unknown, SegmentChoice> = v.strictObject({
  segment: v.exactOptional(segmentId),
});

/** Of `release`. */
export const releasing: v.GenericSchema<unknown, SegmentChoice & { readonly awayMs?: number }> = v.strictObject({
  segment: v.exactOptional(segmentId),
  awayMs: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(oneWeekMs))),
});

const position = v.custom<Position>(
  (value) => typeof value === "string" && parsePosition(value) !== undefined,
  "it is no position; positions are text",
);
const time = v.pipe(
  v.string(),
  v.isoTimestamp("it is no time of ISO 8601 with its offset"),
  v.transform((text) => new Date(text)),
  v.check((date) => !Number.isNaN(date.getTime()), "there is no such time"),
);
const target = v.union(
  [
    v.pipe(
      v.picklist(["first", "latest"]),
      v.transform((kind) => ({ kind })),
    ),
    v.pipe(
      v.strictObject({ position }),
      v.transform((to) => ({ kind: "position" as const, ...to })),
    ),
    v.pipe(
      v.strictObject({ time }),
      v.transform((to) => ({ kind: "time" as const, ...to })),
    ),
  ],
  "it is none of the places where a processor can go",
);
// The body is JSON already, so whatever stands here is.
const json = v.custom<Json>(() => true);

/** Of `reset`. */
export const resetting: v.GenericSchema<unknown, ResetOptions> = v.strictObject({
  to: target,
  context: v.exactOptional(json),
  force: v.exactOptional(v.boolean()),
  allowReset: v.exactOptional(v.boolean()),
  resend: v.exactOptional(v.boolean()),
});

/** Of `rebuild`. */
export const rebuilding: v.GenericSchema<unknown, RebuildOptions> = v.strictObject({
  from: v.exactOptional(target),
  context: v.exactOptional(json),
  acceptParked: v.exactOptional(v.boolean()),
});

const name = v.pipe(v.string(), v.minLength(1));

/** Of `move`. */
export const moving: v.GenericSchema<unknown, { readonly from: string; readonly to: string }> = v.strictObject({
  from: name,
  to: name,
});

/** Of `cancel`, of a workflow's instance. */
export const cancelling: v.GenericSchema<unknown, { readonly why?: string }> = v.strictObject({
  why: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(1_000))),
});
