import { compile } from "myelin";
import { memoryStore } from "myelin/memory";
import { type Engine, gateway, type InstanceStatus, startEngine } from "myelin/runtime";
import { given, happened } from "myelin/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { account } from "../../examples/bank/bank.ts";
import { bank, moveMoney, transfer } from "../../examples/bank/transfers.ts";
import { runs } from "../../examples/bank/try-testing.ts";

const { MoneyDeposited, MoneyWithdrawn } = account.events;
const { DepositMoney, WithdrawMoney } = account.commands;

const order = { from: "a-1", to: "a-2", amount: 30 };
const large = { ...order, amount: 200_000 };
const requested = happened(transfer, "t-1", transfer.events.TransferRequested(order));
const largeRequested = happened(transfer, "t-1", transfer.events.TransferRequested(large));
const withdrawn = happened(account, "a-1", MoneyWithdrawn({ amount: 30 }));

describe("a transfer", () => {
  it("withdraws, deposits, and is done", () => {
    given(moveMoney, bank)
      .when(requested)
      .thenSends(WithdrawMoney({ accountId: "a-1", amount: 30 }))
      .thenTimers({ Overdue: "2 days" })
      .thenState("withdrawing", order)
      .when(withdrawn)
      .thenSends(DepositMoney({ accountId: "a-2", amount: 30 }))
      .thenTimers({})
      .thenState("depositing", order)
      .when(happened(account, "a-2", MoneyDeposited({ amount: 30 })))
      .thenSends()
      .thenCompletes();
  });

  it("fails where the money is missing, and has nothing to undo", () => {
    given(moveMoney, bank, requested)
      .whenRejected("WithdrawMoney", account.rejections.InsufficientFunds({ balance: 10, missing: 20 }))
      .thenSends()
      .thenStatus("failed", "20 cents are missing");
  });

  it("gives the money back where it cannot be deposited", () => {
    given(moveMoney, bank, requested, withdrawn)
      .whenRejected("DepositMoney", account.rejections.NotOpen())
      .thenSends(DepositMoney({ accountId: "a-1", amount: 30 }))
      .whenDone()
      .thenStatus("failed", "Account a-2 is not open");
  });

  it("that is cancelled late takes back what it gave before it gives back what it took", () => {
    given(moveMoney, bank, requested, withdrawn)
      .whenCancelled("by mistake")
      .thenSends(WithdrawMoney({ accountId: "a-2", amount: 30 }))
      .whenDone()
      .thenSends(DepositMoney({ accountId: "a-1", amount: 30 }))
      .whenDone()
      .thenStatus("cancelled", "by mistake");
  });

  it("ends after two days", () => {
    given(moveMoney, bank, requested).whenTimePasses("2 days").whenDone().thenStatus("failed", "Overdue");
  });

  it("of much money waits for a day until somebody approves it", () => {
    const asked = given(moveMoney, bank, largeRequested).thenSends().thenState("approving", large);
    asked.whenSignal("Approve", { by: "Zoe" }).thenSends(WithdrawMoney({ accountId: "a-1", amount: 200_000 }));
    given(moveMoney, bank, largeRequested).whenSignal("Stop", { why: "fraud" }).thenStatus("failed", "fraud");
    given(moveMoney, bank, largeRequested).whenTimePasses("1 day").thenStatus("failed", "Nobody approved it in time");
  });
});

describe("transfers on an engine", () => {
  let engine: Engine;
  afterEach(() => engine.stop());

  async function opened() {
    engine = await startEngine({ tables: compile(bank), store: memoryStore(), log: () => {} });
    const { commands } = gateway<typeof bank>(engine);
    for (const accountId of ["a-1", "a-2"]) await commands.OpenAccount({ accountId, owner: "Ann" });
    await commands.DepositMoney({ accountId: "a-1", amount: 100 });
    return commands;
  }

  function standing(id: string, status: InstanceStatus) {
    return vi.waitUntil(
      async () => {
        const head = (await engine.workflows.list({ workflow: "move-money", limit: 9 })).find((one) => one.id === id);
        return head?.status === status && head;
      },
      { timeout: 20_000, interval: 5 },
    );
  }

  async function balanceOf(id: string): Promise<number> {
    const events = await engine.readStream({ type: "account", id }, { after: 0, limit: 99 });
    const messages = events.map(({ type, data }) => ({ name: type.split(".")[1], data: data as { amount: number } })); // each has one but the first
    return messages.reduce((sum, { name, data }) => {
      if (name === "MoneyDeposited") return sum + data.amount;
      return name === "MoneyWithdrawn" ? sum - data.amount : sum;
    }, 0);
  }

  it("arrive, or leave everything as it was", async () => {
    const commands = await opened();
    await commands.RequestTransfer({ transferId: "t-1", from: "a-1", to: "a-2", amount: 30 });
    await standing("t-1", "completed");
    await commands.RequestTransfer({ transferId: "t-2", from: "a-1", to: "nobody", amount: 30 });
    await commands.RequestTransfer({ transferId: "t-3", from: "a-2", to: "a-1", amount: 90 });
    expect((await standing("t-2", "failed")).reason).toBe("Account nobody is not open");
    expect((await standing("t-3", "failed")).reason).toBe("60 cents are missing");
    expect([await balanceOf("a-1"), await balanceOf("a-2")]).toEqual([70, 30]);
  });

  it("of much money go on with a signal", async () => {
    const commands = await opened();
    await commands.DepositMoney({ accountId: "a-1", amount: 300_000 });
    await commands.RequestTransfer({ transferId: "t-1", ...large });
    const instance = { workflow: "move-money", id: "t-1" };
    expect((await standing("t-1", "running")).waits).toMatchObject([{ signal: "Approve" }]);
    await engine.workflows.signal(instance, { name: "Approve", data: { by: "Zoe" } });
    await standing("t-1", "completed");
    expect(await balanceOf("a-2")).toBe(200_000);
  });
});

it("the README's tests of a transfer hold", () => {
  expect(runs).toBe(200);
});
