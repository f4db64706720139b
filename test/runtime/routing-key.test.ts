import { expect, test } from "vitest";
import type { RouteNode } from "../../src/model/policy-node.ts";
import { routingKey } from "../../src/runtime/commands/routing-key.ts";

const facts = { name: "Open", payload: { id: "a-1", no: 7, nested: {} }, metadata: { tenant: "t-1" } };
const source = { source: facts, nextId: () => "drawn" };

test("routingKey reads a payload field, a metadata key or a function", () => {
  expect(routingKey({ kind: "field", field: "id" }, source)).toBe("a-1");
  expect(routingKey({ kind: "field", field: "no" }, source)).toBe("7");
  expect(routingKey({ kind: "metadata", key: "tenant" }, source)).toBe("t-1");
  expect(routingKey({ kind: "function", name: "f", of: ({ metadata }) => `${metadata.tenant}!` }, source)).toBe("t-1!");
});

test.each(["missing", "nested", "constructor"])("routingKey refuses a command whose field %j gives no key", (field) => {
  expect(() => routingKey({ kind: "field", field }, source)).toThrow(
    expect.objectContaining({ code: "invalid_command", message: expect.stringContaining(`payload field "${field}"`) }),
  );
});

test.each([
  ["longer than 512 characters", "x".repeat(513)],
  ["with U+0000", "a\0b"],
  ["with half a surrogate pair", "a\ud800"],
])("routingKey refuses a key %s, which no store keeps", (_, id) => {
  expect(() =>
    routingKey({ kind: "field", field: "id" }, { ...source, source: { ...facts, payload: { id } } }),
  ).toThrow(
    expect.objectContaining({
      code: "invalid_command",
      details: { issues: [expect.objectContaining({ path: "id" })] },
    }),
  );
});

const orElse = (otherwise: "random" | "static"): RouteNode => ({
  kind: "orElse",
  route: { kind: "field", field: "missing" },
  otherwise,
});

test("routingKey gives a command without a key a stream of its own, or the one for all of them, where the route says so", () => {
  expect(routingKey(orElse("random"), source)).toBe("drawn");
  expect(routingKey(orElse("static"), source)).toBe("unresolved");
  expect(routingKey({ kind: "orElse", route: { kind: "field", field: "id" }, otherwise: "static" }, source)).toBe(
    "a-1",
  );
});

test("routingKey refuses a malformed key also where a missing one is drawn", () => {
  const long = { ...source, source: { ...facts, payload: { missing: "x".repeat(513) } } };
  expect(() => routingKey(orElse("random"), long)).toThrow(expect.objectContaining({ code: "invalid_command" }));
});

test("routingKey names the function that threw", () => {
  const of = () => {
    throw new Error("no such tenant");
  };
  expect(() => routingKey({ kind: "function", name: "byTenant", of }, source)).toThrow(
    expect.objectContaining({
      code: "handler_failed",
      message: expect.stringContaining('"byTenant" threw "no such tenant"'),
    }),
  );
});
