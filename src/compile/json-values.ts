import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonObject } from "../base/json.ts";
import { jsonSchemaOf } from "./json-schema-of.ts";

/** A schema in the tables' JSON: its library, and what it takes, as far as the library can say. */
export function schemaToJson(schema: StandardSchemaV1): JsonObject {
  const takes = jsonSchemaOf(schema);
  return { vendor: schema["~standard"].vendor, ...(takes === undefined ? {} : { takes }) };
}

/** Its keys in code-unit order, as everywhere in the tables' JSON. */
export function sortedJson(json: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A record with its values as JSON. */
export function mapValues<In>(
  record: Readonly<Record<string, In>>,
  map: (value: In, key: string) => JsonObject[string],
): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
