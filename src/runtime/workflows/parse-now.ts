import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Json } from "../../base/json.ts";
import { parseWith } from "../schema-issues.ts";

interface Parsing {
  readonly value: unknown;
  /** For errors: `state "open"`. */
  readonly what: string;
}

/** What the schema makes of a value, as JSON. Throws where it does not fit, for the reaction that gave it. */
export function parseNow(schema: StandardSchemaV1, { value, what }: Parsing): Json {
  const parsed = parseWith(schema, value);
  if (parsed instanceof Promise) {
    parsed.catch(() => {});
    throw new TypeError(`The schema of ${what} is asynchronous; reactions are not, so use one that answers at once`);
  }
  if (parsed.ok) return asJson(parsed.value);
  const issues = parsed.issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  throw new TypeError(`The data of ${what} does not fit its schema: ${issues.join("; ")}`);
}

/** What a store gives back: nothing that only lives in memory. */
export function asJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? null : (JSON.parse(text) as Json); // JSON.parse makes nothing else
}
