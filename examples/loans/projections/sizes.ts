import { pgTable, text } from "drizzle-orm/pg-core";
import { projection, query } from "myelin";
import * as v from "valibot";
import { application } from "../application.ts";
import { sizeOf } from "./size-of.ts";

const sizeTable = pgTable("loans_sizes", {
  applicationId: text("application_id").primaryKey(),
  size: text().notNull(),
  outcome: text().notNull(),
});

/** How large the loans are that people apply for, and which of them the bank grants. A row for each application. */
export const sizes = projection
  .fold("sizes", { table: sizeTable, initial: { size: "unknown", outcome: "open" } })
  .on(application, {
    ApplicationSubmitted: (_, { amount }) => ({ size: sizeOf(amount) }),
    ApplicationApproved: () => ({ outcome: "approved" }),
    ApplicationDeclined: () => ({ outcome: "declined" }),
    ApplicationCancelled: () => ({ outcome: "cancelled" }),
  })
  .queries({
    of: query(v.object({ applicationId: v.string() }), ({ applicationId }, { rows }) => rows.get(applicationId)),
    totals: query(v.object({}), async (_, { rows }) => {
      const totals = new Map<string, { applications: number; approved: number }>();
      for (const { size, outcome } of await rows.list()) {
        const { applications, approved } = totals.get(size) ?? { applications: 0, approved: 0 };
        totals.set(size, { applications: applications + 1, approved: approved + (outcome === "approved" ? 1 : 0) });
      }
      return [...totals].map(([size, total]) => ({ size, ...total })).sort((a, b) => a.size.localeCompare(b.size));
    }),
  });
