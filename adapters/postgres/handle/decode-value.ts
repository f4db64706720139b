import type { SqlValue } from "../driver.ts";
import { type ArrayElement, parseArray } from "../sql/array-literal.ts";

type Decode = (text: string) => unknown;

const asIs: Decode = (text) => text;

/**
 * Drizzle's json columns parse what is still a text, so a JSON text whose value is a text stays as it is: parsed here, too,
 * `"5"` would become 5.
 */
function decodeJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return typeof value === "string" ? text : value;
}

function decodeBytes(text: string): Uint8Array {
  const pairs = text.slice(2).match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

/** By oid: what JavaScript has a value for. Everything else (bigint, numeric, times …) stays a text, which drizzle's columns understand. */
const scalars: Readonly<Record<number, Decode>> = {
  16: (text) => text === "t",
  17: decodeBytes,
  21: Number,
  23: Number,
  26: Number,
  114: decodeJson,
  700: Number,
  701: Number,
  3802: decodeJson,
};

/** Array types by oid, with how an element is read. */
const arrays: Readonly<Record<number, Decode>> = {
  199: decodeJson,
  1000: (text) => text === "t",
  1005: Number,
  1007: Number,
  1009: asIs,
  1014: asIs,
  1015: asIs,
  1016: asIs,
  1021: Number,
  1022: Number,
  1115: asIs,
  1182: asIs,
  1185: asIs,
  1231: asIs,
  2951: asIs,
  3807: decodeJson,
};

/** The JavaScript value of a column of type `oid`. */
export function decodeValue(value: SqlValue, oid: number): unknown {
  if (value === null) return null;
  const element = arrays[oid];
  if (element !== undefined) return parseArray(value).map((item) => decodeElement(item, element));
  return scalars[oid]?.(value) ?? value;
}

function decodeElement(item: ArrayElement, decode: Decode): unknown {
  if (item === null) return null;
  return typeof item === "string" ? decode(item) : item.map((inner) => decodeElement(inner, decode));
}
