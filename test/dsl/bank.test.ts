import { expect, test } from "vitest";
import { explain } from "../../src/compile/explain.ts";
import { compile } from "../../src/mod.ts";
import { account, bank } from "./bank.ts";

const open = account.fold([
  account.events.AccountOpened({ owner: "Ann" }),
  account.events.MoneyDeposited({ amount: 80 }),
]);

test("bank compiles to the tables that its declaration says", () => {
  expect(explain(compile(bank))).toMatchInlineSnapshot(`
    "application bank

    aggregate account
      command DepositMoney: route field accountId; sequence metadata tenantId
      command OpenAccount: route field accountId; sequence route
      command WithdrawMoney: route field accountId; sequence route
      event account.AccountOpened v1
      event account.MoneyDeposited v1
      event account.MoneyWithdrawn v1
      rejection AlreadyOpen "The account is open already"
      rejection InsufficientFunds with data
      rejection NotOpen "The account is not open"

    projection balances: fold into balances by accountId
      on account.AccountOpened: row of the stream
      on account.MoneyDeposited: row of the stream
      on account.MoneyWithdrawn: row of the stream
      query balanceOf
      query ownerOf
    "
  `);
});

test("account decides without the engine", () => {
  expect(account.decide(open, account.commands.WithdrawMoney({ accountId: "a-1", amount: 90 }))).toEqual(
    account.rejections.InsufficientFunds({ balance: 80, missing: 10 }),
  );
});
