import { compile } from "myelin";
import { memoryStore } from "myelin/memory";
import { gateway, laterOf, type StoredEvent, startEngine, startOfLog } from "myelin/runtime";
import { expect, it, vi } from "vitest";
import { account, bank } from "../../examples/bank/bank.ts";
import { carefulBank, timings } from "../../examples/bank/careful-bank.ts";
import { answer } from "../../examples/bank/try-decider.ts";
import { balance, missing } from "../../examples/bank/try-gateway.ts";
import { welcomingBank } from "../../examples/bank/welcoming-bank.ts";

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
  expect(opened?.metadata).toEqual({ branch: "north", "myelin.node": expect.any(String) });
  expect(timings).toEqual(["OpenAccount: done", "DepositMoney: NotOpen"]);
  await engine.stop();
});

it("the welcoming bank gives everybody ten euro, once", async () => {
  const engine = await startEngine({ tables: compile(welcomingBank), store: memoryStore(), log: () => {} });
  const { commands, queries } = gateway<typeof welcomingBank>(engine);
  await commands.OpenAccount({ accountId: "a-1", owner: "Ann" });
  await commands.OpenAccount({ accountId: "a-2", owner: "Ben" });
  // The reactor's own command comes after the opening, when it comes.
  const welcomed = (id: string): Promise<readonly StoredEvent[]> =>
    vi.waitUntil(async () => {
      const events = await engine.readStream({ type: "account", id }, { after: 0, limit: 9 });
      return events.length > 1 && events;
    });
  const [first, second] = [await welcomed("a-1"), await welcomed("a-2")];
  const waitFor = laterOf(first[1]?.position ?? startOfLog, second[1]?.position ?? startOfLog);
  expect(await queries.balances.balanceOf({ accountId: "a-2" }, { waitFor })).toMatchObject({ balance: 1_000 });
  expect(await queries.parked.of({ processor: "welcome" })).toBeUndefined();
  await engine.stop();
});
