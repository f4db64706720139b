import { expect, test } from "vitest";
import { MyelinError } from "../../../src/base/error.ts";
import { letterCause } from "../../../src/runtime/letters/letter-cause.ts";

test("a cause is what the handler threw, without the engine's words around it", () => {
  const thrown = new RangeError("too far");
  const cause = letterCause(new MyelinError("handler_failed", "Cannot handle …", { cause: thrown }));
  expect(cause).toEqual({ type: "RangeError", message: "too far", stack: thrown.stack });
});

test("a cause's stack names the causes of causes, and ends although they go in a circle", () => {
  const inner = new TypeError("inner");
  const outer = new Error("outer", { cause: inner });
  expect(letterCause(outer).stack).toContain("Caused by: TypeError: inner");
  inner.cause = outer;
  expect(letterCause(outer).stack?.match(/Caused by/g)).toHaveLength(7);
});

test.each([
  ["text", "just text", { type: "string", message: "just text", stack: null }],
  ["nothing", undefined, { type: "undefined", message: "undefined", stack: null }],
  ["an object", { code: 7 }, { type: "object", message: '{"code":7}', stack: null }],
])("a cause says what was thrown that is no error: %s", (_, thrown, cause) => {
  expect(letterCause(thrown)).toEqual(cause);
});

test("a cause is bounded, and fit for a database", () => {
  const error = new Error(`${"x".repeat(5_000)}\0`);
  error.stack = `\0${"y".repeat(50_000)}`;
  const { message, stack } = letterCause(error);
  expect(message.length).toBe(2_000);
  expect(stack?.length).toBe(16_000);
  expect(`${message}${stack}`).not.toContain("\0");
});
