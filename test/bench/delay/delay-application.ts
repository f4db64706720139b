import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { application, projection } from "../../../src/mod.ts";
import { account } from "../domain/accounts.ts";

const table = pgTable("delayed_balances", { accountId: text().primaryKey(), balance: integer().notNull() });

/** A balance for each account, on the default segments. */
export function delayApplication(seen: (eventId: string) => void) {
  const balances = projection.fold("balances", { table, initial: { balance: 0 } }).on(account, {
    MoneyDeposited: (row, { amount }, { eventId }) => {
      seen(eventId);
      return { balance: row.balance + amount };
    },
  });
  return application("delay", [account, balances]);
}
