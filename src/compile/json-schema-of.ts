import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import { toJsonSchema } from "@valibot/to-json-schema";
import { canonicalJson, isRecord, type JsonObject } from "../base/json.ts";

const target = "draft-2020-12";

/**
 * JSON Schema (draft 2020-12) of what a schema takes: of valibot, and of every library that tells it by Standard JSON Schema; undefined
 * of others. What JSON Schema has no words for, such as a check by function, is left out: it takes no less than what is told.
 */
export function jsonSchemaOf(schema: StandardSchemaV1): JsonObject | undefined {
  try {
    return plain(schema["~standard"].vendor === "valibot" ? ofValibot(schema) : ofStandard(schema));
  } catch {
    // A library may refuse what JSON has no form for, such as a Date.
    return undefined;
  }
}

function ofValibot(schema: StandardSchemaV1): unknown {
  // What says that it is valibot's is.
  const own = schema as Parameters<typeof toJsonSchema>[0];
  const { $schema: _, ...rest } = toJsonSchema(own, { target, typeMode: "input", errorMode: "ignore" });
  return rest;
}

function ofStandard(schema: StandardSchemaV1): unknown {
  // The standard's own extension: what has it is told apart right here.
  const { jsonSchema } = schema["~standard"] as Partial<StandardJSONSchemaV1["~standard"]>;
  if (jsonSchema === undefined) return undefined;
  const { $schema: _, ...rest } = jsonSchema.input({ target });
  return rest;
}

/** Without what JSON has no form for, keys sorted. */
function plain(value: unknown): JsonObject | undefined {
  const copy: unknown = value === undefined ? undefined : JSON.parse(canonicalJson(value));
  return isRecord(copy) ? (copy as JsonObject) : undefined; // JSON.parse makes nothing but Json
}
