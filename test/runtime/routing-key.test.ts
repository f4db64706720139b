import { expect, test } from "vitest";
import { routingKey } from "../../src/runtime/commands/routing-key.ts";

const source = { name: "Open", payload: { id: "a-1", no: 7, nested: {} }, metadata: { tenant: "t-1" } };

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
