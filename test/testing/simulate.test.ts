import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { aggregate, application, reactor, workflow } from "../../src/mod.ts";
import {
  type ClientScript,
  expectSimulation,
  SimulationError,
  type SimulationView,
  simulate,
} from "../../src/testing/mod.ts";
import { account, balances } from "../dsl/bank.ts";
import * as flows from "../runtime/workflows/bank-flows.ts";

const { OpenAccount, DepositMoney, WithdrawMoney } = account.commands;
const bank = application("bank", [account, balances]);

const opening: ClientScript = async ({ send }) => {
  await send(OpenAccount({ accountId: "a", owner: "Ann" }));
  await send(DepositMoney({ accountId: "a", amount: 5 }));
};
const withdrawing: ClientScript = async ({ send }) => {
  await send(WithdrawMoney({ accountId: "a", amount: 5 }));
};

/** A stock whose decider counts in a variable of its own: deciding again counts again, and a lost race loses what was counted. */
function forgetfulStock() {
  const counted = new Map<string, number>();
  return aggregate("stock", {
    initial: () => ({ items: 0 }),
    events: { ItemsAdded: v.object({ items: v.number() }), ItemsCounted: v.object({ items: v.number() }) },
    commands: { AddItems: v.object({ stockId: v.string(), items: v.number() }) },
    rejections: {},
  })
    .route("stockId")
    .evolve({
      ItemsAdded: (state) => state,
      ItemsCounted: (_, { items }) => ({ items }),
    })
    .decide({
      AddItems: (_, { stockId, items }, { emit, version }) => {
        // A stock without events is a new one.
        const sum = (version === 0 ? 0 : (counted.get(stockId) ?? 0)) + items;
        counted.set(stockId, sum);
        return [emit.ItemsAdded({ items }), emit.ItemsCounted({ items: sum })];
      },
    });
}

describe("a simulation", () => {
  it("finds nothing in an application that is right, whatever the order", async () => {
    const report = await expectSimulation(bank, {
      clients: () => [opening, withdrawing, withdrawing],
      always: ({ state }) => {
        const one = state("account", "a") as { balance?: number };
        if ((one.balance ?? 0) < 0) throw new Error("overdrawn");
      },
      eventually: ({ state, rows }) => {
        const one = state("account", "a") as { balance: number };
        expect(rows("balances")).toEqual([{ accountId: "a", owner: "Ann", balance: one.balance }]);
      },
      seed: 1,
      runs: 500,
    });
    expect(report.runs).toBe(500);
    expect(report.steps).toBeGreaterThan(2_000);
  });

  it("finds a lost update in a decider, and shrinks it to ten steps or fewer", async () => {
    const stock = forgetfulStock();
    const adding: ClientScript = async ({ send }) => {
      for (const items of [1, 2]) await send(stock.commands.AddItems({ stockId: "s", items }));
    };
    const { failure } = await simulate(application("shop", [stock]), {
      clients: () => [adding, adding, adding],
      eventually: ({ state, events }) => {
        const added = events.filter(({ type }) => type === "stock.ItemsAdded");
        const sum = added.reduce((all, { data }) => all + (data as { items: number }).items, 0);
        expect(state("stock", "s")).toEqual({ items: sum });
      },
      runs: 10_000,
    });
    expect(failure?.schedule.length).toBeGreaterThan(2);
    expect(failure?.schedule.length).toBeLessThanOrEqual(10);
  });

  it("finds a handler that depends on order across keys, and shrinks it to ten steps or fewer", async () => {
    const seen: number[] = [];
    const told = reactor("told").on(account, {
      MoneyDeposited: async ({ amount }) => {
        seen.push(amount);
      },
    });
    const { failure } = await simulate(application("bank", [account, told]), {
      clients: () => {
        seen.length = 0;
        return [
          async ({ send }) => {
            for (const accountId of ["a", "b"]) await send(OpenAccount({ accountId, owner: "Ann" }));
            await send(DepositMoney({ accountId: "a", amount: 1 }));
            await send(DepositMoney({ accountId: "b", amount: 2 }));
          },
        ];
      },
      eventually: () => {
        expect(seen.indexOf(1)).toBeLessThan(seen.indexOf(2));
      },
      runs: 10_000,
    });
    expect(failure).toBeDefined();
    expect(failure?.schedule.length).toBeLessThanOrEqual(10);
  });

  it("gives the same runs for the same seed", async () => {
    const broken = {
      clients: () => [opening, withdrawing],
      eventually: ({ events }: { events: readonly unknown[] }) => {
        if (events.length === 3) throw new Error("three events");
      },
    };
    const [one, other] = [await simulate(bank, { ...broken, seed: 7 }), await simulate(bank, { ...broken, seed: 7 })];
    expect(one.failure?.schedule).toEqual(other.failure?.schedule);
    expect([one.runs, one.steps]).toEqual([other.runs, other.steps]);
  });

  it("runs the steps of a failure again", async () => {
    const always = ({ events }: { events: readonly unknown[] }): void => {
      if (events.length === 2) throw new Error("two events");
    };
    const { failure } = await simulate(bank, { clients: () => [opening], always, seed: 3 });
    const again = await simulate(bank, { clients: () => [opening], always, ...failure });
    expect(again.failure).toEqual(failure);
    expect(failure?.schedule).toEqual([
      'client 1: OpenAccount {"accountId":"a","owner":"Ann"} is handled',
      'client 1: DepositMoney {"accountId":"a","amount":5} is handled',
    ]);
  });

  it("tells seed, steps and what was wrong in the error", async () => {
    const always = (): void => {
      throw new Error("never right");
    };
    const error = await expectSimulation(bank, { clients: () => [opening], always, seed: 3 }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SimulationError);
    expect(error.message).toBe(
      'never right\n\nafter 1 steps:\n   1. client 1: OpenAccount {"accountId":"a","owner":"Ann"} is handled\n\nrun it again with { seed: 3, runs: 1 }, or these steps with { seed: 3, schedule: [ … ] }',
    );
  });

  it("a handler that throws is a failure", async () => {
    const picky = reactor("picky").on(account, {
      MoneyDeposited: async () => {
        throw new Error("no money, please");
      },
    });
    const report = await simulate(application("bank", [account, picky]), {
      clients: () => [opening],
      seed: 1,
      runs: 1,
    });
    expect(report.failure?.error).toMatchObject({ message: "no money, please" });
  });

  it("a reactor's commands are done once, however often its node crashes", async () => {
    const gift = reactor("gift", { sends: [account] }).on(account, {
      AccountOpened: async (_, { stream }, { send }) => {
        await send.DepositMoney({ accountId: stream.id, amount: 10 });
      },
    });
    await expectSimulation(application("bank", [account, gift]), {
      clients: () => [opening],
      eventually: ({ state }) => expect(state("account", "a")).toEqual({ status: "open", balance: 15 }),
      seed: 1,
      runs: 500,
    });
  });
});

describe("a simulation of workflows", () => {
  const order = { requestId: "t", from: "a", to: "b", amount: 5 };
  const transfer: ClientScript = async ({ send }) => {
    await send(flows.account.commands.Deposit({ accountId: "a", amount: 5 }));
    await send(flows.request.commands.Request(order));
  };
  const closing: ClientScript = async ({ send }) => {
    await send(flows.account.commands.Close({ accountId: "b" }));
  };
  const stopping: ClientScript = async ({ send, signal }) => {
    await send(flows.account.commands.Open({ accountId: "c" }));
    signal({ workflow: "moving", id: "t" }, { name: "Stop", data: { why: "enough" } });
  };
  const conserved = ({ events, state, instances }: SimulationView): void => {
    const funded = events.some(({ type, stream }) => type === "account.Deposited" && stream.id === "a");
    const [a, b] = ["a", "b"].map((id) => (state("account", id) as { balance: number }).balance);
    expect((a ?? 0) + (b ?? 0)).toBe(funded ? 5 : 0);
    for (const { status } of instances("moving")) expect(["completed", "failed"]).toContain(status);
  };

  /** It gives up only as long as nothing was given that could not be taken back. */
  const careful = workflow("moving", {
    sends: [flows.account],
    states: { taking: flows.Order, giving: flows.Order },
    timers: { Overdue: v.object({}) },
    signals: { Stop: v.object({ why: v.string() }) },
  })
    .start(flows.request, {
      Requested: (order, { send, become, schedule }) => [
        send.Withdraw(
          { accountId: order.from, amount: order.amount },
          { undo: send.Deposit({ accountId: order.from, amount: order.amount }) },
        ),
        schedule.Overdue({ in: "2 days" }),
        become.taking(order),
      ],
    })
    .in("taking", (here) =>
      here
        .on(flows.account, {
          Withdrawn: (order, { amount }, { send, become }) => [
            send.Deposit({ accountId: order.to, amount }),
            become.giving(order),
          ],
        })
        .onTimer({ Overdue: (_, __, { fail }) => fail("Overdue") })
        .onSignal({ Stop: (_, { why }, { fail }) => fail(why) }),
    )
    .in("giving", (here) => here.on(flows.account, { Deposited: (_, __, { complete }) => complete() }));

  it("finds nothing in a transfer that compensates, whatever is refused, crashes or comes too late", async () => {
    const bank = application("bank", [flows.account, flows.request, careful]);
    const clients = (): readonly ClientScript[] => [transfer, closing, stopping];
    const { runs } = await expectSimulation(bank, { clients, eventually: conserved, seed: 1, runs: 500 });
    expect(runs).toBe(500);
  });

  it("finds a deadline that undoes one half of what is done by then, and shrinks it", async () => {
    const bank = application("bank", [flows.account, flows.request, flows.moving]);
    const { failure } = await simulate(bank, {
      clients: () => [transfer, stopping],
      eventually: conserved,
      runs: 10_000,
    });
    expect(failure?.error).toMatchObject({ message: expect.stringContaining("expected 10 to be 5") });
    expect(failure?.schedule.length).toBeLessThanOrEqual(16);
  });

  it("finds a workflow that forgets its compensation, and shrinks it to ten steps or fewer", async () => {
    const forgetful = workflow("moving", {
      sends: [flows.account],
      states: { taking: flows.Order, giving: flows.Order },
    })
      .start(flows.request, {
        Requested: (order, { send, become }) => [
          send.Withdraw({ accountId: order.from, amount: order.amount }),
          become.taking(order),
        ],
      })
      .in("taking", (here) =>
        here.on(flows.account, {
          Withdrawn: (order, { amount }, { send, become }) => [
            send.Deposit({ accountId: order.to, amount }),
            become.giving(order),
          ],
        }),
      )
      .in("giving", (here) => here.on(flows.account, { Deposited: (_, __, { complete }) => complete() }));
    const { failure } = await simulate(application("bank", [flows.account, flows.request, forgetful]), {
      clients: () => [transfer, closing],
      eventually: conserved,
      runs: 10_000,
    });
    expect(failure?.schedule.length).toBeGreaterThan(4);
    expect(failure?.schedule.length).toBeLessThanOrEqual(10);
  });
});
