import * as v from "valibot";
import { aggregate, application, compile, deadLetter, workflow } from "../../../src/mod.ts";
import type { Tables } from "../../../src/model/tables.ts";

const Amount = v.object({ accountId: v.string(), amount: v.number() });

/** Refuses what it has not, and what is told to be closed. */
export const account = aggregate("account", {
  initial: () => ({ balance: 0, closed: false }),
  events: {
    Deposited: v.object({ amount: v.number() }),
    Withdrawn: v.object({ amount: v.number() }),
    Closed: v.object({}),
    Opened: v.object({}),
  },
  commands: {
    Deposit: Amount,
    Withdraw: Amount,
    Close: v.object({ accountId: v.string() }),
    Open: v.object({ accountId: v.string() }),
    Break: v.object({ accountId: v.string() }),
  },
  rejections: { IsClosed: "The account is closed", TooLittle: v.object({ missing: v.number() }) },
})
  .route("accountId")
  .evolve({
    Deposited: (state, { amount }) => ({ ...state, balance: state.balance + amount }),
    Withdrawn: (state, { amount }) => ({ ...state, balance: state.balance - amount }),
    Closed: (state) => ({ ...state, closed: true }),
    Opened: (state) => ({ ...state, closed: false }),
  })
  .decide({
    Deposit: ({ closed }, { amount }, { emit, reject }) => (closed ? reject.IsClosed() : emit.Deposited({ amount })),
    Withdraw: ({ balance }, { amount }, { emit, reject }) =>
      amount > balance ? reject.TooLittle({ missing: amount - balance }) : emit.Withdrawn({ amount }),
    Close: (_, __, { emit }) => emit.Closed({}),
    Open: (_, __, { emit }) => emit.Opened({}),
    Break: () => {
      throw new Error("the decider has a bug");
    },
  });

export const Order = v.object({ from: v.string(), to: v.string(), amount: v.number() });

export const request = aggregate("request", {
  initial: () => "none",
  events: { Requested: Order, Asked: v.object({ what: v.string() }) },
  commands: {
    Request: v.object({ requestId: v.string(), ...Order.entries }),
    Ask: v.object({ requestId: v.string(), what: v.string() }),
  },
  rejections: {},
})
  .route("requestId")
  .evolve({ Requested: () => "requested", Asked: () => "asked" })
  .decide({
    Request: (_, { from, to, amount }, { emit }) => emit.Requested({ from, to, amount }),
    Ask: (_, { what }, { emit }) => emit.Asked({ what }),
  });

/** Money from one account to another; what was taken goes back where it cannot be given. */
export const moving = workflow("moving", {
  sends: [account],
  states: { taking: Order, giving: Order },
  timers: { Overdue: v.object({}) },
  signals: { Stop: v.object({ why: v.string() }) },
  segments: 4,
  onFailure: deadLetter({ retries: 0 }),
})
  .start(request, {
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
      .on(account, {
        Withdrawn: (order, { amount }, { send, become }) => [
          send.Deposit({ accountId: order.to, amount }),
          become.giving(order),
        ],
      })
      .onRejected({ Withdraw: { TooLittle: (_, { missing }, { fail }) => fail(`${missing} are missing`) } }),
  )
  .in("giving", (here) => here.on(account, { Deposited: (_, __, { complete }) => complete() }))
  .onTimer({ Overdue: (_, __, { fail }) => fail("Overdue") })
  .onSignal({ Stop: (_, { why }, { fail }) => fail(why) });

export function bankTables(): Tables {
  return compile(application("bank", [account, request, moving]));
}
