import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { aggregate, application, projection, query } from "myelin";
import * as v from "valibot";

type AccountState = { status: "none" } | { status: "open"; balance: number };

const AccountId = v.pipe(v.string(), v.minLength(1));
const Amount = v.pipe(v.number(), v.integer(), v.minValue(1)); // cents

export const account = aggregate("account", {
  initial: (): AccountState => ({ status: "none" }),
  events: {
    AccountOpened: v.object({ owner: v.string() }),
    MoneyDeposited: v.object({ amount: Amount }),
    MoneyWithdrawn: v.object({ amount: Amount }),
  },
  commands: {
    OpenAccount: v.object({ accountId: AccountId, owner: v.string() }),
    DepositMoney: v.object({ accountId: AccountId, amount: Amount }),
    WithdrawMoney: v.object({ accountId: AccountId, amount: Amount }),
  },
  rejections: {
    AlreadyOpen: "The account is open already",
    NotOpen: "The account is not open",
    InsufficientFunds: v.object({ balance: v.number(), missing: v.number() }),
  },
})
  .route("accountId")
  .evolve({
    AccountOpened: () => ({ status: "open", balance: 0 }),
    MoneyDeposited: (state, { amount }) =>
      state.status === "open" ? { ...state, balance: state.balance + amount } : state,
    MoneyWithdrawn: (state, { amount }) =>
      state.status === "open" ? { ...state, balance: state.balance - amount } : state,
  })
  .decide({
    OpenAccount: (state, { owner }, { emit, reject }) =>
      state.status === "none" ? emit.AccountOpened({ owner }) : reject.AlreadyOpen(),
    DepositMoney: (state, { amount }, { emit, reject }) =>
      state.status === "open" ? emit.MoneyDeposited({ amount }) : reject.NotOpen(),
    WithdrawMoney: (state, { amount }, { emit, reject }) => {
      if (state.status !== "open") return reject.NotOpen();
      const missing = amount - state.balance;
      return missing > 0
        ? reject.InsufficientFunds({ balance: state.balance, missing })
        : emit.MoneyWithdrawn({ amount });
    },
  });

const balanceTable = pgTable("balances", {
  accountId: text("account_id").primaryKey(),
  owner: text("owner").notNull(),
  balance: integer("balance").notNull(),
});

export const balances = projection
  .fold("balances", { table: balanceTable, initial: { owner: "", balance: 0 } })
  .on(account, {
    AccountOpened: (_, { owner }) => ({ owner }),
    MoneyDeposited: (row, { amount }) => ({ balance: row.balance + amount }),
    MoneyWithdrawn: (row, { amount }) => ({ balance: row.balance - amount }),
  })
  .queries({
    balanceOf: query(v.object({ accountId: AccountId }), ({ accountId }, { rows }) => rows.get(accountId)),
  });

export const bank = application("bank", [account, balances]);
