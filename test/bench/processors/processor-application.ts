import { sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { application, deadLetter, halt, projection } from "../../../src/mod.ts";
import { account } from "../domain/accounts.ts";
import type { ProcessorJob } from "./processor-job.ts";

export interface CountedOptions extends Pick<ProcessorJob, "entrant" | "nth" | "onFailure"> {
  /** Called for each event. */
  readonly count: () => void;
}

/** An application with one projection that has never run: a balance for each account. */
export function processorApplication(options: CountedOptions) {
  return application("processors", [account, options.entrant === "free-upsert" ? free(options) : fold(options)]);
}

function tableOf(nth: number) {
  return pgTable(`balances_${nth}`, { accountId: text().primaryKey(), balance: integer().notNull() });
}

function fold({ entrant, nth, onFailure, count }: CountedOptions) {
  const common = { table: tableOf(nth), initial: { balance: 0 }, segments: entrant === "fold-1" ? 1 : 16 };
  const policy = onFailure === "halt" ? halt() : deadLetter();
  return projection.fold(`balances-${nth}`, { ...common, onFailure: policy }).on(account, {
    MoneyDeposited: (row, { amount }) => {
      count();
      return { balance: row.balance + amount };
    },
  });
}

/** One upsert an event, in the batch's transaction. */
function free({ nth, count }: CountedOptions) {
  const table = tableOf(nth);
  return projection.free(`balances-${nth}`, { tables: [table], segments: 1 }).on(account, {
    MoneyDeposited: async (db, { amount }, { stream }) => {
      await db
        .insert(table)
        .values({ accountId: stream.id, balance: amount })
        .onConflictDoUpdate({ target: table.accountId, set: { balance: sql`${table.balance} + ${amount}` } });
      count();
    },
  });
}
