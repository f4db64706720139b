import { expect, test } from "vitest";
import { aroundHandling, copyMetadata, correlateBy, type HandlerFunction, onDispatch } from "../../src/mod.ts";

test("interceptors of an application are frozen data, for all commands unless they say otherwise", () => {
  const dispatch = () => undefined;
  const handle: HandlerFunction = (_, next) => next();
  const all = [onDispatch("a", dispatch), onDispatch("b", dispatch, { commands: /^B/ }), aroundHandling("c", handle)];
  expect(all).toEqual([
    { name: "a", commands: "*", intercept: dispatch },
    { name: "b", commands: /^B/, intercept: dispatch },
    { name: "c", commands: "*", intercept: handle },
  ]);
  expect(all.every(Object.isFrozen)).toBe(true);
});

test("copyMetadata copies the entries it names that are there, null too, and nothing inherited", () => {
  const { name, copy } = copyMetadata("tenantId", "userId", "toString");
  expect(name).toBe("metadata tenantId, userId, toString");
  const metadata = { tenantId: "t", userId: null, secret: "s" };
  expect(copy({ kind: "command", name: "Open", metadata })).toEqual({ tenantId: "t", userId: null });
  expect(copy({ kind: "event", name: "account.AccountOpened", metadata: {} })).toEqual({});
});

test("correlateBy keeps the function under its name", () => {
  const copy = () => ({ a: 1 });
  expect(correlateBy("a", copy)).toEqual({ name: "a", copy });
  expect(Object.isFrozen(correlateBy("a", copy))).toBe(true);
});
