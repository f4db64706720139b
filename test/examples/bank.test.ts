import { compile } from "myelin";
import { memoryStore } from "myelin/memory";
import { gateway, startEngine } from "myelin/runtime";
import { expect, it } from "vitest";
import { account, bank } from "../../examples/bank/bank.ts";
import { carefulBank, timings } from "../../examples/bank/careful-bank.ts";
import { answer } from "../../examples/bank/try-decider.ts";
import { balance, missing } from "../../examples/bank/try-gateway.ts";

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

it("the bank's gateway sends typed commands in process", () => {
  expect([missing, balance]).toEqual([10, 80]);
});

it("the careful bank refuses, rejects, measures and passes on what it says", async () => {
  const store = memoryStore();
  const engine = await startEngine({ tables: compile(carefulBank), store, log: () => {} });
  const { commands } = gateway<typeof carefulBank>(engine);
  const opening = { accountId: "a-1", owner: "Ann" };
  await expect(commands.OpenAccount(opening)).rejects.toMatchObject({ code: "refused" });
  const options = { metadata: { branch: "north", secret: "s" } };
  await commands.OpenAccount(opening, options);
  const tooMuch = await commands.DepositMoney({ accountId: "a-1", amount: 2_000_000 }, options);
  expect(tooMuch).toMatchObject({ ok: false, reason: "NotOpen" });
  const [opened] = await store.events.readStream({ stream: { type: "account", id: "a-1" }, after: 0, limit: 9 });
  expect(opened?.metadata).toEqual({ branch: "north" });
  expect(timings).toEqual(["OpenAccount: done", "DepositMoney: NotOpen"]);
  await engine.stop();
});
