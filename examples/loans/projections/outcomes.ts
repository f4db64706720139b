import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { projection, query } from "myelin";
import * as v from "valibot";
import { application } from "../application.ts";

const outcomeTable = pgTable("loans_outcomes", {
  scope: text().primaryKey(),
  submitted: integer().notNull(),
  approved: integer().notNull(),
  declined: integer().notNull(),
  cancelled: integer().notNull(),
});

const none = { submitted: 0, approved: 0, declined: 0, cancelled: 0 };

/** How many applications came in, and what became of them. One row for the whole bank. */
export const outcomes = projection
  .fold("outcomes", { table: outcomeTable, initial: none })
  .on(
    application,
    {
      ApplicationSubmitted: (row) => ({ submitted: row.submitted + 1 }),
      ApplicationApproved: (row) => ({ approved: row.approved + 1 }),
      ApplicationDeclined: (row) => ({ declined: row.declined + 1 }),
      ApplicationCancelled: (row) => ({ cancelled: row.cancelled + 1 }),
    },
    { by: () => "bank" },
  )
  .queries({
    totals: query(v.object({}), async (_, { rows }) => {
      const { submitted, approved, declined, cancelled } = (await rows.get("bank")) ?? none;
      return { submitted, approved, declined, cancelled, open: submitted - approved - declined - cancelled };
    }),
  });
