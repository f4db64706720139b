import { expect, test } from "vitest";
import {
  byFunction,
  byMetadata,
  byPayload,
  byRoute,
  fallback,
  firstOf,
  sequential,
  unsequenced,
} from "../../src/mod.ts";

test("policies are frozen data", () => {
  const key = () => "k";
  const all = firstOf(
    byRoute(),
    byMetadata("tenantId"),
    byPayload("amount"),
    byFunction("mine", key),
    byFunction("newer", key, { version: 2 }),
    unsequenced(),
    sequential(),
  );
  expect(all).toEqual({
    kind: "firstOf",
    policies: [
      { kind: "byRoute" },
      { kind: "byMetadata", key: "tenantId" },
      { kind: "byPayload", property: "amount" },
      { kind: "byFunction", name: "mine", of: key },
      { kind: "byFunction", name: "newer", of: key, version: 2 },
      { kind: "none" },
      { kind: "sequential" },
    ],
  });
  for (const policy of [all, all.policies, ...all.policies]) expect(Object.isFrozen(policy)).toBe(true);
});

test("fallback names both policies and the error between them", () => {
  expect(fallback(byPayload("amount"), byRoute(), TypeError)).toEqual({
    kind: "fallback",
    policy: { kind: "byPayload", property: "amount" },
    otherwise: { kind: "byRoute" },
    on: TypeError,
  });
});
