import { expect, test } from "vitest";
import { application } from "../../src/mod.ts";
import { account, balances, bank } from "./bank.ts";

test("application is its name and its components' nodes, frozen, in the order of declaration", () => {
  expect(bank.node).toEqual({ kind: "application", name: "bank", components: [account.node, balances.node] });
  expect(Object.isFrozen(bank) && Object.isFrozen(bank.node) && Object.isFrozen(bank.node.components)).toBe(true);
});

test("application may be empty", () => {
  expect(application("nothing", []).node.components).toEqual([]);
});
