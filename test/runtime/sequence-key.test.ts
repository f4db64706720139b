import { expect, test } from "vitest";
import type { PolicyNode } from "../../src/model/policy-node.ts";
import { sequenceKey } from "../../src/runtime/commands/sequence-key.ts";

const source = {
  name: "Enrol",
  aggregate: "course",
  route: "c-1",
  payload: { student: "s-1", room: "", seats: 30 },
  metadata: { tenantId: "t-1", nothing: null },
};
const none: PolicyNode = { kind: "none" };
const throwing = (error: Error): PolicyNode => ({
  kind: "byFunction",
  name: "throwing",
  of: () => {
    throw error;
  },
});

test.each<[string, PolicyNode, string | undefined]>([
  ["by route, apart for each aggregate", { kind: "byRoute" }, "route:course/c-1"],
  ["by metadata", { kind: "byMetadata", key: "tenantId" }, "value:t-1"],
  ["by missing metadata: none", { kind: "byMetadata", key: "absent" }, undefined],
  ["by null metadata: none", { kind: "byMetadata", key: "nothing" }, undefined],
  ["by payload", { kind: "byPayload", property: "student" }, "value:s-1"],
  ["by a number of the payload", { kind: "byPayload", property: "seats" }, "value:30"],
  ["by empty text: none", { kind: "byPayload", property: "room" }, undefined],
  ["by function", { kind: "byFunction", name: "f", of: ({ name }) => name }, "value:Enrol"],
  ["none", none, undefined],
  [
    "first of: the first that gives a key",
    { kind: "firstOf", policies: [none, { kind: "byRoute" }] },
    "route:course/c-1",
  ],
  ["first of none: none", { kind: "firstOf", policies: [none, none] }, undefined],
])("sequenceKey %s", (_, policy, key) => {
  expect(sequenceKey(policy, source)).toBe(key);
});

test("fallback gives the other policy's key when the first throws the named type", () => {
  const policy: PolicyNode = {
    kind: "fallback",
    policy: throwing(new RangeError()),
    otherwise: { kind: "byRoute" },
    on: RangeError,
  };
  expect(sequenceKey(policy, source)).toBe("route:course/c-1");
});

test("fallback lets errors of other types rise", () => {
  const policy: PolicyNode = {
    kind: "fallback",
    policy: throwing(new TypeError("no")),
    otherwise: none,
    on: RangeError,
  };
  expect(() => sequenceKey(policy, source)).toThrow("no");
});
