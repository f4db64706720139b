import { aggregate, application, workflow } from "myelin";
import * as v from "valibot";
import { account, balances } from "./bank.ts";

const Order = v.object({ from: v.string(), to: v.string(), amount: v.pipe(v.number(), v.integer(), v.minValue(1)) });

/** That somebody wants money moved. All else about it is the business of `moveMoney`. */
export const transfer = aggregate("transfer", {
  initial: (): { requested: boolean } => ({ requested: false }),
  events: { TransferRequested: Order },
  commands: { RequestTransfer: v.object({ transferId: v.string(), ...Order.entries }) },
  rejections: { AlreadyRequested: "The transfer was requested before" },
})
  .route("transferId")
  .evolve({ TransferRequested: () => ({ requested: true }) })
  .decide({
    RequestTransfer: ({ requested }, { transferId: _, ...order }, { emit, reject }) =>
      requested ? reject.AlreadyRequested() : emit.TransferRequested(order),
  });

/** Above this somebody has to approve it; cents. */
const large = 100_000;

const fromOf = ({ from, amount }: v.InferOutput<typeof Order>) => ({ accountId: from, amount });
const toOf = ({ to, amount }: v.InferOutput<typeof Order>) => ({ accountId: to, amount });

/** Money from one account to another, or nothing at all: what was done is undone if it fails. One instance for each transfer, called like it. */
export const moveMoney = workflow("move-money", {
  sends: [account],
  states: { approving: Order, withdrawing: Order, depositing: Order },
  timers: { Overdue: v.object({}) },
  signals: { Approve: v.object({ by: v.string() }), Stop: v.object({ why: v.string() }) },
})
  .start(transfer, {
    TransferRequested: (order, { send, become, schedule, wait }) =>
      order.amount > large
        ? [wait.Approve({ within: "1 day" }), schedule.Overdue({ in: "2 days" }), become.approving(order)]
        : [
            send.WithdrawMoney(fromOf(order), { undo: send.DepositMoney(fromOf(order)) }),
            schedule.Overdue({ in: "2 days" }),
            become.withdrawing(order),
          ],
  })
  .in("approving", (here) =>
    here
      .onSignal({
        Approve: (order, _, { send, become }) => [
          send.WithdrawMoney(fromOf(order), { undo: send.DepositMoney(fromOf(order)) }),
          become.withdrawing(order),
        ],
        Stop: (_, { why }, { fail }) => fail(why),
      })
      .onTimeout({ Approve: (_, __, { fail }) => fail("Nobody approved it in time") }),
  )
  .in("withdrawing", (here) =>
    here
      .on(account, {
        MoneyWithdrawn: (order, _, { send, become, cancel }) => [
          send.DepositMoney(toOf(order), { undo: send.WithdrawMoney(toOf(order)) }),
          cancel.Overdue(), // from here on it only goes forward
          become.depositing(order),
        ],
      })
      .onRejected({
        WithdrawMoney: { InsufficientFunds: (_, { missing }, { fail }) => fail(`${missing} cents are missing`) },
      })
      .onSignal({ Stop: (_, { why }, { fail }) => fail(why) }),
  )
  .in("depositing", (here) =>
    here
      .on(account, { MoneyDeposited: (_, __, { complete }) => complete() })
      .onRejected({ DepositMoney: { NotOpen: ({ to }, _, { fail }) => fail(`Account ${to} is not open`) } }),
  )
  .onTimer({ Overdue: (_, __, { fail }) => fail("Overdue") });

export const bank = application("bank", [account, balances, transfer, moveMoney]);
