import { expect, test } from "vitest";
import { once, projection, reactor } from "../../src/mod.ts";
import { account, balanceTable } from "./bank.ts";

test("once answers a handler that does what the marked one does", () => {
  const add = once((a: number, b: number) => a + b);
  expect(add(1, 2)).toBe(3);
});

test("a marked handler is kept as it was written, and its event is named in the node", () => {
  const welcome = async () => undefined;
  const count = async () => undefined;
  const { node } = reactor("welcome").on(account, { AccountOpened: once(welcome), MoneyDeposited: count });
  expect(node.on[0]?.handlers).toEqual({ AccountOpened: welcome, MoneyDeposited: count });
  expect(node.once).toEqual(["account.AccountOpened"]);
  expect(Object.isFrozen(node.once)).toBe(true);
});

test("marks of several handler groups are gathered, and the former phase stays as it was", () => {
  const first = projection
    .fold("balances", { table: balanceTable, initial: { owner: "", balance: 0 } })
    .on(account, { AccountOpened: once((_, { owner }) => ({ owner })) });
  const second = first.on(account, { MoneyDeposited: once((row, { amount }) => ({ balance: row.balance + amount })) });
  expect(first.node.once).toEqual(["account.AccountOpened"]);
  expect(second.node.once).toEqual(["account.AccountOpened", "account.MoneyDeposited"]);
});

test("a node without marks names none", () => {
  const { node } = projection.free("log").on(account, { AccountOpened: async () => undefined });
  expect(node).not.toHaveProperty("once");
});
