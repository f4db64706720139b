import { account } from "./bank.ts";

const { commands, events } = account;
const state = account.fold([events.AccountOpened({ owner: "Ann" }), events.MoneyDeposited({ amount: 80 })]);

/** `account.rejections.InsufficientFunds({ balance: 80, missing: 10 })`, without any engine. */
export const answer = account.decide(state, commands.WithdrawMoney({ accountId: "a-1", amount: 90 }));
