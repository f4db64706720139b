import { jsonSchemaOf } from "../../../src/mod.ts";
import { isRecord, type Json, type JsonObject } from "../../../src/runtime/mod.ts";
import { ref } from "./operation.ts";

type Schema = Parameters<typeof jsonSchemaOf>[0];

/** Collects the schemas of an application for the document, each under a name of its own. */
export interface SchemaCollection {
  /** Keeps a schema (compile holds names to what OpenAPI allows) and answers how to refer to it; anything goes where its library does not say what it takes. */
  add(name: string, schema: Schema): JsonObject;
  readonly all: JsonObject;
}

export function schemaCollection(): SchemaCollection {
  const all: Record<string, JsonObject> = {};
  return {
    all,
    add: (name, schema) => {
      const found = jsonSchemaOf(schema);
      if (found === undefined) return {};
      // Its library takes it for a document of its own: what it refers to stands below its name here.
      all[name] = moved(found, `#/components/schemas/${name}`);
      return ref(name);
    },
  };
}

function moved(schema: JsonObject, root: string): JsonObject {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, movedValue(value, { key, root })]));
}

function movedValue(value: Json, { key, root }: { readonly key: string; readonly root: string }): Json {
  if (key === "$ref" && typeof value === "string" && value.startsWith("#")) return root + value.slice(1);
  // Told apart from lists by the line before it.
  if (Array.isArray(value)) return value.map((item: Json) => movedValue(item, { key: "", root }));
  return isRecord(value) ? moved(value as JsonObject, root) : value; // a member of JSON
}
