import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { application, deadLetter, projection, query, reactor, sequences } from "myelin";
import * as v from "valibot";
import { account, balances } from "./bank.ts";

/** Ten euro for whoever opens an account. However often the event is handled, the command is done once: its id is made of both. */
export const welcome = reactor("welcome", { sends: [account], onFailure: deadLetter({ retryEvery: "10 minutes" }) }).on(
  account,
  {
    AccountOpened: async (_, { stream }, { send }) => {
      await send.DepositMoney({ accountId: stream.id, amount: 1_000 });
    },
  },
);

const parkedTable = pgTable("parked", {
  processor: text("processor").primaryKey(),
  count: integer("count").notNull(),
});

/** How many sequences of each processor wait in the dead-letter table: what a screen needs to say that it may be behind. */
export const parked = projection
  .fold("parked", { table: parkedTable, initial: { count: 0 } })
  .on(
    sequences,
    {
      SequenceParked: ({ count }) => ({ count: count + 1 }),
      SequenceResumed: ({ count }) => ({ count: count - 1 }),
    },
    { by: ({ processor }) => processor },
  )
  .queries({
    of: query(
      v.object({ processor: v.string() }),
      async ({ processor }, { rows }) => (await rows.get(processor))?.count,
    ),
  });

export const welcomingBank = application("bank", [account, balances, welcome, parked]);
