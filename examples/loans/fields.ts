import * as v from "valibot";

export const Id = v.pipe(v.string(), v.regex(/^[\w.:-]{1,80}$/, "an id has 1 to 80 letters, digits, and . : _ -"));

/** When it happened in the bank: ISO 8601 with seconds and offset. When the engine stored it is another matter. */
export const Time = v.pipe(v.string(), v.isoTimestamp());

/** Who did it: an employee's number, or `system`. */
export const Resource = v.pipe(v.string(), v.minLength(1), v.maxLength(80));

/** What nearly every command and event of a bank says: who, and when. */
export const Act = v.object({ resource: Resource, at: Time });
