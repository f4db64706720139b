import type { PostgresType } from "postgres";

function asIs(value: unknown): unknown {
  return value;
}

/** Types that the client would make JavaScript values of, and would take them for: bool, bytea, numbers, json, times. */
const converted = [16, 17, 21, 23, 26, 114, 700, 701, 1082, 1114, 1184, 3802];

/** Leaves every value the text that it is on the wire, in both directions: the store has codecs of its own. */
export function textTypes(): { readonly text: PostgresType } {
  return { text: { to: 25, from: converted, serialize: asIs, parse: asIs } };
}
