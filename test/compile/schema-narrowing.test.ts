import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { compareSchemas } from "../../src/compile/diff/compare-schemas.ts";
import { narrowings } from "../../src/compile/diff/schema-narrowing.ts";
import { schemaToJson } from "../../src/compile/json-values.ts";

const change = (before: v.GenericSchema, after: v.GenericSchema) => {
  const found = compareSchemas(schemaToJson(before), schemaToJson(after));
  return found.kind === "narrower" ? found.why : found.kind;
};

const name = v.string();
const cases: readonly [string, v.GenericSchema, v.GenericSchema, string][] = [
  ["an optional field more", v.object({ name }), v.object({ name, age: v.optional(v.number()) }), "wider"],
  ["a field less", v.object({ name, age: v.number() }), v.object({ name }), "wider"],
  ["a required field more", v.object({ name }), v.object({ name, age: v.number() }), '"age" is required'],
  ["a field that is required now", v.object({ name: v.optional(name) }), v.object({ name }), '"name" is required'],
  ["a field that is optional now", v.object({ name }), v.object({ name: v.optional(name) }), "wider"],
  ["another order of fields", v.object({ a: name, b: name }), v.object({ b: name, a: name }), "wider"],
  ["other fields refused", v.object({ name }), v.strictObject({ name }), "other fields are refused"],
  ["a strict object's field gone", v.strictObject({ a: name, b: name }), v.strictObject({ a: name }), '"b" is refused'],
  [
    "another type",
    v.object({ name }),
    v.object({ name: v.number() }),
    'at "name" it has to be of type number, and was of type string',
  ],
  ["an integer that may be a number", v.pipe(v.number(), v.integer()), v.number(), "wider"],
  [
    "a number that has to be an integer",
    v.number(),
    v.pipe(v.number(), v.integer()),
    "it has to be of type integer, and was of type number",
  ],
  ["null allowed", v.object({ name }), v.object({ name: v.nullable(name) }), "wider"],
  ["null refused", v.nullable(name), name, "it has to be of type string, and was of type null"],
  ["a choice more", v.picklist(["a", "b"]), v.picklist(["a", "b", "c"]), "wider"],
  ["a choice less", v.picklist(["a", "b"]), v.picklist(["a"]), 'it takes "b" no more'],
  ["only certain texts", name, v.picklist(["a"]), "it takes only certain values"],
  ["any text in place of certain ones", v.picklist(["a"]), name, "wider"],
  ["a higher minimum", v.pipe(v.number(), v.minValue(1)), v.pipe(v.number(), v.minValue(2)), "minimum is 2, and was 1"],
  ["a lower minimum", v.pipe(v.number(), v.minValue(2)), v.pipe(v.number(), v.minValue(1)), "wider"],
  ["a length at last", name, v.pipe(name, v.maxLength(5)), "maxLength is 5"],
  ["a length taken away", v.pipe(name, v.maxLength(5)), name, "wider"],
  ["a format", name, v.pipe(name, v.email()), 'format is "email"'],
  ["items that take less", v.array(v.number()), v.array(v.pipe(v.number(), v.maxValue(3))), 'at "[]" maximum is 3'],
  [
    "a deep field",
    v.object({ a: v.object({ b: name }) }),
    v.object({ a: v.object({ b: v.literal("x") }) }),
    'at "a.b" it takes only certain values',
  ],
  [
    "a variant more",
    v.variant("k", [v.object({ k: v.literal("a") })]),
    v.variant("k", [v.object({ k: v.literal("a") }), v.object({ k: v.literal("b") })]),
    "wider",
  ],
  [
    "a variant less",
    v.variant("k", [v.object({ k: v.literal("a") }), v.object({ k: v.literal("b") })]),
    v.variant("k", [v.object({ k: v.literal("a") })]),
    'at "k" it takes "b" no more',
  ],
  ["anything in place of something", name, v.unknown(), "wider"],
  ["something in place of anything", v.unknown(), name, "it has to be of type string"],
  [
    "a value's type",
    v.record(v.string(), v.number()),
    v.record(v.string(), v.string()),
    'at "*" it has to be of type string, and was of type number',
  ],
];

describe("a schema", () => {
  it.each(cases)("with %s", (_, before, after, expected) => {
    expect(change(before, after)).toBe(expected);
  });

  it("is narrower for what cannot be compared: its library, or definitions", () => {
    expect(compareSchemas({ vendor: "zod" }, { vendor: "arktype" })).toEqual({
      kind: "narrower",
      why: "it is a schema of arktype, and was one of zod",
    });
    const list = (type: string): JsonObject => ({ $ref: "#/$defs/0", $defs: { 0: { type } } });
    expect(narrowings(list("string"), list("number"))).toEqual([
      "a schema that refers to itself or to another one changed",
    ]);
    expect(narrowings(list("string"), list("string"))).toEqual([]);
  });

  it("that tells what it takes by Standard JSON Schema is compared, too", () => {
    const told = (takes: JsonObject) => ({
      "~standard": {
        version: 1 as const,
        vendor: "like-zod",
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: () => takes, output: () => takes },
      },
    });
    expect(schemaToJson(told({ type: "string", $schema: "x" }))).toEqual({
      vendor: "like-zod",
      takes: { type: "string" },
    });
    const refusing = {
      "~standard": {
        ...told({})["~standard"],
        jsonSchema: {
          input: () => {
            throw new Error("no");
          },
        },
      },
    };
    expect(schemaToJson(refusing)).toEqual({ vendor: "like-zod" });
  });
});
