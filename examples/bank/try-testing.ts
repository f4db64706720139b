import { type ClientScript, expectSimulation, given, happened, type SimulationView } from "myelin/testing";
import { account } from "./bank.ts";
import { bank, moveMoney, transfer } from "./transfers.ts";

const { OpenAccount, DepositMoney, WithdrawMoney } = account.commands;
const order = { from: "a-1", to: "a-2", amount: 30 };
const requested = happened(transfer, "t-1", transfer.events.TransferRequested(order));

// On any test runner: what differs is thrown, in full.
given(moveMoney, bank, requested)
  .thenState("withdrawing", order)
  .when(happened(account, "a-1", account.events.MoneyWithdrawn({ amount: 30 })))
  .thenSends(DepositMoney({ accountId: "a-2", amount: 30 }))
  .whenRejected("DepositMoney", account.rejections.NotOpen())
  .thenSends(DepositMoney({ accountId: "a-1", amount: 30 })) // the undo
  .whenDone()
  .thenStatus("failed", "Account a-2 is not open");

given(moveMoney, bank, requested)
  .whenTimePasses("47 hours")
  .thenTimers({ Overdue: "1 hour" })
  .whenTimePasses("1 hour")
  .whenDone()
  .thenStatus("failed", "Overdue");

// Everything that can happen at once, in any order: deadlines, crashes, lost races, deliveries again.
const ann: ClientScript = async ({ send }) => {
  await send(OpenAccount({ accountId: "a-1", owner: "Ann" }));
  await send(DepositMoney({ accountId: "a-1", amount: 50 }));
  await send(transfer.commands.RequestTransfer({ transferId: "t-1", ...order }));
  await send(transfer.commands.RequestTransfer({ transferId: "t-2", ...order }));
};
const ben: ClientScript = async ({ send, signal }) => {
  await send(OpenAccount({ accountId: "a-2", owner: "Ben" }));
  signal({ workflow: "move-money", id: "t-1" }, { name: "Stop", data: { why: "changed their mind" } });
  await send(WithdrawMoney({ accountId: "a-1", amount: 1_000 })); // refused
};

/** However it went: no money is made, none is lost. */
function conserved({ events, instances }: SimulationView): void {
  const deposits = events.filter(({ type }) => type === "account.MoneyDeposited").map(amountOf);
  const withdrawals = events.filter(({ type }) => type === "account.MoneyWithdrawn").map(amountOf);
  const funded = deposits.includes(50) ? 50 : 0;
  const sum = total(deposits) - total(withdrawals);
  if (sum !== funded) throw new Error(`${sum} cents are there, of ${funded}`);
  const open = instances("move-money").filter(({ status }) => status !== "completed" && status !== "failed");
  if (open.length > 0) throw new Error(`${open.length} transfers never ended`);
}

const amountOf = ({ data }: { data: unknown }) => (data as { amount: number }).amount; // as their schemas say
const total = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

/** Throws the seed and the shortest failing schedule that was found. */
export const { runs } = await expectSimulation(bank, { clients: () => [ann, ben], eventually: conserved, runs: 200 });
