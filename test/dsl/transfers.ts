import * as v from "valibot";
import { aggregate, application, deadLetter, interval, workflow } from "../../src/mod.ts";
import { account } from "./bank.ts";

const Order = v.object({ from: v.string(), to: v.string(), amount: v.number() });

/** What is asked for: everything else about it is the business of `moveMoney`. */
export const transfer = aggregate("transfer", {
  initial: () => "none",
  events: { TransferRequested: Order },
  commands: { RequestTransfer: v.object({ transferId: v.string(), ...Order.entries }) },
  rejections: { Twice: "The transfer was requested already" },
})
  .route("transferId")
  .evolve({ TransferRequested: () => "requested" })
  .decide({
    RequestTransfer: (state, { from, to, amount }, { emit, reject }) =>
      state === "none" ? emit.TransferRequested({ from, to, amount }) : reject.Twice(),
  });

/** The workflow of DESIGN §2. */
export const moveMoney = workflow("move-money", {
  sends: [account],
  states: { withdrawing: Order, depositing: Order },
  timers: { Overdue: v.object({}) },
  signals: { Cancel: v.object({ why: v.string() }) },
})
  .start(transfer, {
    TransferRequested: (order, { send, become, schedule }) => [
      send.WithdrawMoney(
        { accountId: order.from, amount: order.amount },
        { undo: send.DepositMoney({ accountId: order.from, amount: order.amount }) },
      ),
      schedule.Overdue({ in: "2 days" }),
      become.withdrawing(order),
    ],
  })
  .in("withdrawing", (here) =>
    here
      .on(account, {
        MoneyWithdrawn: (order, { amount }, { send, become }) => [
          send.DepositMoney({ accountId: order.to, amount }),
          become.depositing(order),
        ],
      })
      .onRejected({
        WithdrawMoney: { InsufficientFunds: (_, { missing }, { fail }) => fail(`${missing} cents are missing`) },
      }),
  )
  .in("depositing", (here) => here.on(account, { MoneyDeposited: (_, __, { complete }) => complete() }))
  .onTimer({ Overdue: (_, __, { fail }) => fail("Overdue") })
  .onSignal({ Cancel: (_, { why }, { fail }) => fail(why) });

/** A question to a person, who has a day to answer it. */
export const approval = workflow("approval", {
  states: { asked: v.object({ question: v.string() }) },
  signals: { Answer: v.object({ yes: v.boolean() }) },
  input: v.object({ question: v.string() }),
  result: v.object({ yes: v.boolean() }),
})
  .startWith(({ question }, { become, wait }) => [become.asked({ question }), wait.Answer({ within: "1 day" })])
  .in("asked", (here) =>
    here
      .onSignal({ Answer: (_, { yes }, { complete }) => complete({ yes }) })
      .onTimeout({ Answer: ({ question }, _, { fail }) => fail(`Nobody answered: ${question}`) }),
  );

const Payday = v.object({ month: v.string(), accounts: v.array(v.string()) });

/** Everything that `moveMoney` has not: cron starts, children, forks, keyed timers, correlation by data, strictness, retries. */
export const payroll = workflow("payroll", {
  sends: [account],
  spawns: [approval],
  states: { approving: Payday, paying: Payday },
  timers: { Remind: v.object({ times: v.number() }) },
  joins: ["payments"],
  input: Payday,
  retry: interval({ everyMs: 1000, maxAttempts: 5 }),
  onFailure: deadLetter({ retries: 1 }),
  onMissing: "deadLetter",
  segments: 4,
  byVersion: 2,
})
  .startWith((payday, { become, spawn }) => [spawn.approval({ question: payday.month }), become.approving(payday)])
  .cron({
    Monthly: {
      at: "0 3 1 * *",
      do: ({ at }, { become, schedule }) => [
        schedule.Remind({ at, key: "first" }, { times: 1 }),
        become.approving({ month: at.toISOString().slice(0, 7), accounts: [] }),
      ],
    },
  })
  .in("approving", (here) =>
    here
      .onChild({
        approval: {
          completed: (payday, { yes }, { become, all, send, fail }) =>
            yes
              ? [
                  become.paying(payday),
                  all.payments(payday.accounts.map((accountId) => send.DepositMoney({ accountId, amount: 1 }))),
                ]
              : fail("Not approved"),
          failed: (_, why, { fail }) => fail(why),
        },
      })
      .onTimer({
        Remind: (_, { times }, { schedule, cancel }) =>
          times > 3 ? cancel.all() : schedule.Remind({ in: 1000, key: "again" }, { times: times + 1 }),
      }),
  )
  .in("paying", (here) =>
    here.onJoined({
      payments: (_, outcomes, { complete, fail }) => (outcomes.every(({ ok }) => ok) ? complete() : fail("Unpaid")),
    }),
  )
  .on(
    account,
    { AccountOpened: (payday, _, { become }) => (payday === null ? undefined : become.approving(payday)) },
    { by: ({ owner }) => owner },
  );

/** The same with fees: the version before stays, for those that began with it. */
export const movedMoneyWithFees = workflow("move-money", {
  version: 2,
  sends: [account],
  states: { withdrawing: v.object({ ...Order.entries, fee: v.number() }) },
  timers: { Overdue: v.object({}) },
})
  .start(transfer, {
    TransferRequested: (order, { send, become }) => [
      send.WithdrawMoney({ accountId: order.from, amount: order.amount + 1 }),
      become.withdrawing({ ...order, fee: 1 }),
    ],
  })
  .in("withdrawing", (here) =>
    here.on(account, {
      MoneyWithdrawn: (order, { amount }, { send, complete }) => [
        send.DepositMoney({ accountId: order.to, amount: amount - order.fee }),
        complete(),
      ],
    }),
  )
  .onTimer({ Overdue: (_, __, { fail }) => fail("Overdue") })
  .migrate(moveMoney, ({ data }) => ({ state: "withdrawing", data: { ...data, fee: 0 } }));

export const transfers = application("transfers", [
  account,
  transfer,
  moveMoney,
  movedMoneyWithFees,
  approval,
  payroll,
]);
