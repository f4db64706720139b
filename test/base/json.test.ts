import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../src/base/json.ts";
import { propertyRuns } from "../support/property-runs.ts";

test("canonicalJson sorts the keys of every object", () => {
  expect(canonicalJson({ b: 1, a: [{ d: null, c: "x" }] })).toBe('{"a":[{"c":"x","d":null}],"b":1}');
});

test("canonicalJson leaves undefined properties out and writes undefined items as null", () => {
  expect(canonicalJson({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
});

test("canonicalJson writes a Date as JSON does", () => {
  expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
});

test("canonicalJson gives text that reads back as the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    propertyRuns(),
  );
});

test("canonicalJson does not depend on the order in which keys were set", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
      const reversed = Object.fromEntries(Object.entries(record).reverse());
      return canonicalJson(record) === canonicalJson(reversed);
    }),
    propertyRuns(),
  );
});
