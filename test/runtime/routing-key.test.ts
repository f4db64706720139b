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

test.each([
  ["longer than 512 characters", "x".repeat(513)],
  ["with U+0000", "a\0b"],
  ["with half a surrogate pair", "a\ud800"],
])("routingKey refuses a key %s, which no store keeps", (_, id) => {
  expect(() => routingKey({ kind: "field", field: "id" }, { ...source, payload: { id } })).toThrow(
    expect.objectContaining({
      code: "invalid_command",
      details: { issues: [expect.objectContaining({ path: "id" })] },
    }),
  );
});
