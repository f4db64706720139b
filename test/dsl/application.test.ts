import { expect, test } from "vitest";
import { application, copyMetadata, onDispatch } from "../../src/mod.ts";
import { account, balances, bank } from "./bank.ts";

test("application is its name and its components' nodes, frozen, in the order of declaration", () => {
  expect(bank.node).toEqual({ kind: "application", name: "bank", components: [account.node, balances.node] });
  expect(Object.isFrozen(bank) && Object.isFrozen(bank.node) && Object.isFrozen(bank.node.components)).toBe(true);
});

test("application may be empty", () => {
  expect(application("nothing", []).node.components).toEqual([]);
});

test("application keeps what it says of all commands in lists of its own", () => {
  const dispatch = [onDispatch("a", () => undefined)];
  const correlate = [copyMetadata("tenantId")];
  const { node } = application("bank", [account], { dispatch, correlate });
  expect(node).toMatchObject({ dispatch, correlate });
  expect("handle" in node).toBe(false);
  expect(Object.isFrozen(node.dispatch) && Object.isFrozen(node.correlate)).toBe(true);
  expect(Object.isFrozen(dispatch)).toBe(false);
});
