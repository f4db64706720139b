import { eq, sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { aggregate, application, deadLetter, projection, query, workflow } from "../../../src/mod.ts";

const Id = v.pipe(v.string(), v.minLength(1));
const Amount = v.pipe(v.number(), v.integer(), v.minValue(1));

/** The amount that brings bad luck: the projection of turnovers fails on it until the account has a charm. */
export const unlucky = 13;

export const account = aggregate("account", {
  initial: (): number | undefined => undefined,
  events: {
    AccountOpened: v.object({ owner: v.string() }),
    MoneyDeposited: v.object({ amount: Amount }),
    MoneyWithdrawn: v.object({ amount: Amount }),
  },
  commands: {
    OpenAccount: v.object({ accountId: Id, owner: v.string() }),
    DepositMoney: v.object({ accountId: Id, amount: Amount }),
    WithdrawMoney: v.object({ accountId: Id, amount: Amount }),
  },
  rejections: {
    AlreadyOpen: "The account is open already",
    NotOpen: "The account is not open",
    InsufficientFunds: v.object({ balance: v.number(), missing: v.number() }),
  },
})
  .route("accountId")
  .evolve({
    AccountOpened: () => 0,
    MoneyDeposited: (balance = 0, { amount }) => balance + amount,
    MoneyWithdrawn: (balance = 0, { amount }) => balance - amount,
  })
  .decide({
    OpenAccount: (balance, { owner }, { emit, reject }) =>
      balance === undefined ? emit.AccountOpened({ owner }) : reject.AlreadyOpen(),
    DepositMoney: (balance, { amount }, { emit, reject }) =>
      balance === undefined ? reject.NotOpen() : emit.MoneyDeposited({ amount }),
    WithdrawMoney: (balance, { amount }, { emit, reject }) => {
      if (balance === undefined) return reject.NotOpen();
      const missing = amount - balance;
      return missing > 0 ? reject.InsufficientFunds({ balance, missing }) : emit.MoneyWithdrawn({ amount });
    },
  });

/** What mends an account's bad luck. A stream of its own, so that it does not wait behind what it is to mend. */
export const charm = aggregate("charm", {
  initial: () => 0,
  events: { CharmGiven: v.object({}) },
  commands: { GiveCharm: v.object({ accountId: Id }) },
  rejections: {},
})
  .route("accountId")
  .evolve({ CharmGiven: (given) => given + 1 })
  .decide({ GiveCharm: (_, __, { emit }) => emit.CharmGiven({}) });

const balanceTable = pgTable("conformance_balances", {
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
    balanceOf: query(
      v.object({ accountId: Id }),
      async ({ accountId }, { rows }) => (await rows.get(accountId)) ?? null,
    ),
  });

const charmTable = pgTable("conformance_charms", {
  accountId: text("account_id").primaryKey(),
  count: integer("count").notNull(),
});

export const charms = projection
  .fold("charms", { table: charmTable, initial: { count: 0 } })
  .on(charm, { CharmGiven: ({ count }) => ({ count: count + 1 }) })
  .queries({
    ofAccount: query(
      v.object({ accountId: Id }),
      async ({ accountId }, { rows }) => (await rows.get(accountId))?.count ?? 0,
    ),
  });

const turnoverTable = pgTable("conformance_turnovers", {
  accountId: text("account_id").primaryKey(),
  turnover: integer("turnover").notNull(),
  /** The amounts in the order in which they came. */
  amounts: text("amounts").notNull(),
});

/** SQL of its own in the batch's transaction, in an aggregate's order; fails where there is bad luck and no charm. */
export const turnovers = projection
  .free("turnovers", { tables: [turnoverTable], onFailure: deadLetter({ retries: 0 }) })
  .on(account, {
    MoneyDeposited: async (db, { amount }, { stream }) => {
      if (amount === unlucky) {
        const found = await db.select().from(charmTable).where(eq(charmTable.accountId, stream.id));
        if (found.length === 0) throw new Error("bad luck");
      }
      await db
        .insert(turnoverTable)
        .values({ accountId: stream.id, turnover: amount, amounts: `${amount}` })
        .onConflictDoUpdate({
          target: turnoverTable.accountId,
          set: {
            turnover: sql`${turnoverTable.turnover} + excluded.turnover`,
            amounts: sql`${turnoverTable.amounts} || ' ' || excluded.amounts`,
          },
        });
    },
  })
  .queries({
    amountsOf: query(v.object({ accountId: Id }), async ({ accountId }, { db }) => {
      const [row] = await db.select().from(turnoverTable).where(eq(turnoverTable.accountId, accountId));
      return row?.amounts ?? "";
    }),
  });

/** That somebody is to get something extra. All else about it is the business of `payBonus`. */
export const bonus = aggregate("bonus", {
  initial: () => false,
  events: { BonusAsked: v.object({ accountId: Id, amount: Amount }) },
  commands: { AskBonus: v.object({ bonusId: Id, accountId: Id, amount: Amount }) },
  rejections: {},
})
  .route("bonusId")
  .evolve({ BonusAsked: () => true })
  .decide({ AskBonus: (_, { accountId, amount }, { emit }) => emit.BonusAsked({ accountId, amount }) });

/** A command, its event, another command and its event. */
export const payBonus = workflow("pay-bonus", { sends: [account], states: { paying: v.object({}) }, segments: 4 })
  .start(bonus, {
    BonusAsked: (asked, { send, become }) => [send.DepositMoney(asked), become.paying({})],
  })
  .in("paying", (here) => here.on(account, { MoneyDeposited: (_, __, { complete }) => complete() }));

export const bank = application("conformance", [account, charm, balances, charms, turnovers, bonus, payBonus]);
