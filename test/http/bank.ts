import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { aggregate, application, deadLetter, projection, query, workflow } from "../../src/mod.ts";

// No upper bound, so that only the engine stands between a caller and an index.
const Id = v.pipe(v.string(), v.minLength(1));
const Cents = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const Entry = v.object({ amount: Cents });
/** Every kind of value that JSON has, nested, optional and chosen among several. */
const Statement = v.strictObject({
  from: v.pipe(v.string(), v.isoDate()),
  lines: v.pipe(
    v.array(v.object({ text: v.string(), cents: v.number(), tags: v.optional(v.array(v.string())) })),
    v.maxLength(20),
  ),
  note: v.nullable(v.string()),
  final: v.boolean(),
  channel: v.picklist(["post", "mail"]),
});

export type AccountState = { status: "none" } | { status: "open"; balance: number };

/** The text that a broken handler throws: what no answer may ever show. */
export const secret = "select secret from vault";

export const account = aggregate("account", {
  initial: (): AccountState => ({ status: "none" }),
  events: {
    AccountOpened: v.object({ owner: v.string() }),
    MoneyDeposited: Entry,
    MoneyWithdrawn: Entry,
    StatementFiled: Statement,
  },
  commands: {
    OpenAccount: v.object({ accountId: Id, owner: v.string() }),
    DepositMoney: v.object({ accountId: Id, ...Entry.entries }),
    WithdrawMoney: v.object({ accountId: Id, ...Entry.entries }),
    FileStatement: v.object({ accountId: Id, statement: Statement }),
    TouchAccount: v.object({ accountId: Id }),
    BreakAccount: v.object({ accountId: Id }),
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
    StatementFiled: (state) => state,
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
    FileStatement: (_, { statement }, { emit }) => emit.StatementFiled(statement),
    TouchAccount: () => [],
    BreakAccount: () => {
      throw new Error(secret);
    },
  });

export const balanceTable = pgTable("http_balances", {
  accountId: text("account_id").primaryKey(),
  owner: text("owner").notNull(),
  balance: integer("balance").notNull(),
});

const Count = v.pipe(v.string(), v.digits(), v.transform(Number));

export const balances = projection
  .fold("balances", { table: balanceTable, initial: { owner: "", balance: 0 } })
  .on(account, {
    AccountOpened: (_, { owner }) => ({ owner }),
    MoneyDeposited: (row, { amount }) => ({ balance: row.balance + amount }),
    MoneyWithdrawn: (row, { amount }) => ({ balance: row.balance - amount }),
  })
  .queries({
    balanceOf: query(
      v.object({ accountId: Id }),
      async ({ accountId }, { rows }) => (await rows.get(accountId))?.balance,
    ),
    rowsOf: query(v.object({ accountId: v.array(Id) }), ({ accountId }, { rows }) =>
      Promise.all(accountId.map((id) => rows.get(id))),
    ),
    double: query(v.object({ count: Count }), ({ count }) => count * 2),
    broken: query(v.object({}), (): number => {
      throw new Error(secret);
    }),
    unsayable: query(v.object({}), () => 1n),
  });

export const turnoverTable = pgTable("http_turnovers", {
  accountId: text("account_id").primaryKey(),
  turnover: integer("turnover").notNull(),
});

/** Accounts whose deposits and withdrawals the projection below fails on, until they are taken out: then it is mended. */
export const poisoned = new Set<string>();

const turned = (row: { turnover: number }, { amount }: { amount: number }, id: string): { turnover: number } => {
  if (poisoned.has(id)) throw new TypeError(secret);
  return { turnover: row.turnover + amount };
};

export const turnovers = projection
  .fold("turnovers", { table: turnoverTable, initial: { turnover: 0 }, onFailure: deadLetter({ retries: 0 }) })
  .on(account, {
    MoneyDeposited: (row, data, { stream }) => turned(row, data, stream.id),
    MoneyWithdrawn: (row, data, { stream }) => turned(row, data, stream.id),
  })
  .queries({
    turnoverOf: query(
      v.object({ accountId: Id }),
      async ({ accountId }, { rows }) => (await rows.get(accountId))?.turnover,
    ),
  });

const Payment = v.object({ from: Id, to: Id, amount: Cents, refund: v.optional(Id) });

/** A payment that somebody has to approve. What was taken goes back, to another account where `refund` names one. */
export const payment = workflow("payment", {
  sends: [account],
  states: { asked: Payment, taking: Payment, giving: Payment },
  timers: { Overdue: v.object({}) },
  signals: { Approve: v.object({ by: v.string() }) },
  input: Payment,
  segments: 2,
  onFailure: deadLetter({ retries: 0 }),
})
  .startWith((order, { become, schedule, wait }) => [
    schedule.Overdue({ in: "2 days" }),
    wait.Approve({ within: "1 day" }),
    become.asked(order),
  ])
  .in("asked", (here) =>
    here.onSignal({
      Approve: (order, { by }, { send, become }) => {
        if (poisoned.has(by)) throw new TypeError(secret);
        const { from, amount, refund = from } = order;
        const undo = send.DepositMoney({ accountId: refund, amount });
        return [send.WithdrawMoney({ accountId: from, amount }, { undo }), become.taking(order)];
      },
    }),
  )
  .in("taking", (here) =>
    here.on(account, {
      MoneyWithdrawn: (order, { amount }, { send, become }) => [
        send.DepositMoney({ accountId: order.to, amount }),
        become.giving(order),
      ],
    }),
  )
  .in("giving", (here) => here.on(account, { MoneyDeposited: (_, __, { complete }) => complete() }))
  .onTimer({ Overdue: (_, __, { fail }) => fail("Overdue") })
  .onTimeout({ Approve: (_, __, { fail }) => fail("Nobody approved") });

export const bank = application("http-bank", [account, balances, turnovers, payment]);
