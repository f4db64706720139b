import { compile } from "myelin";
import { memoryStore } from "myelin/memory";
import { startEngine } from "myelin/runtime";
import { expect, it } from "vitest";
import { account, bank } from "../../examples/bank/bank.ts";
import { answer } from "../../examples/bank/try-decider.ts";

it("the bank example keeps balances and refuses what it says it refuses", async () => {
  const engine = await startEngine({ tables: compile(bank), store: memoryStore(), log: () => {} });
  const submit = (command: string, payload: object) =>
    engine.submit({ command, payload: { accountId: "a-1", ...payload } });
  await submit("OpenAccount", { owner: "Ann" });
  const deposit = await submit("DepositMoney", { amount: 80 });
  const withdrawal = await submit("WithdrawMoney", { amount: 90 });
  expect(withdrawal).toMatchObject({ ok: false, reason: "InsufficientFunds", data: { balance: 80, missing: 10 } });

  const waitFor = deposit.ok ? deposit.position : undefined;
  const parameters = { accountId: "a-1" };
  const answer = await engine.query({
    projection: "balances",
    query: "balanceOf",
    parameters,
    ...(waitFor && { waitFor }),
  });
  expect(answer.value).toEqual({ accountId: "a-1", owner: "Ann", balance: 80 });
  await engine.stop();
});

it("the bank's decider is a plain function", () => {
  expect(answer).toEqual(account.rejections.InsufficientFunds({ balance: 80, missing: 10 }));
});
