import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { explain } from "../../src/compile/explain.ts";
import { compile } from "../../src/mod.ts";
import { type Engine, startEngine } from "../../src/runtime/mod.ts";
import { bank } from "./bank.ts";

describe("bank", () => {
  let engine: Engine;
  const submit = (command: string, payload: object) => engine.submit({ command, payload });

  beforeAll(async () => {
    engine = await startEngine({ tables: compile(bank), store: memoryStore(), log: () => {} });
  });

  afterAll(() => engine.stop());

  test("compiles to the tables that its declaration says", () => {
    expect(explain(engine.tables)).toMatchInlineSnapshot(`
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
        sequence row key
        on account.AccountOpened: row of the stream
        on account.MoneyDeposited: row of the stream
        on account.MoneyWithdrawn: row of the stream
        query balanceOf
        query ownerOf
      "
    `);
  });

  test("runs as declared, from command to query", async () => {
    await submit("OpenAccount", { accountId: "a-1", owner: "Ann" });
    const deposited = await submit("DepositMoney", { accountId: "a-1", amount: 80 });
    if (!deposited.ok) expect.fail(deposited.reason);
    const refused = await submit("WithdrawMoney", { accountId: "a-1", amount: 90 });
    expect(refused).toMatchObject({ ok: false, reason: "InsufficientFunds", data: { balance: 80, missing: 10 } });
    const asked = {
      projection: "balances",
      query: "ownerOf",
      parameters: { accountId: "a-1" },
      waitFor: deposited.position,
    };
    expect(await engine.query(asked)).toMatchObject({ value: "Ann" });
  });
});
