import { count, isNotNull, sql } from "drizzle-orm";
import { doublePrecision, pgTable, text } from "drizzle-orm/pg-core";
import { projection, query } from "myelin";
import * as v from "valibot";
import { application } from "../application.ts";

const throughputTable = pgTable("loans_throughput", {
  applicationId: text("application_id").primaryKey(),
  submittedAt: text("submitted_at").notNull(),
  /** From submission to outcome; null while there is none. */
  days: doublePrecision(),
});

interface Waiting {
  readonly submittedAt: string;
}

const decided = ({ submittedAt }: Waiting, { at }: { at: string }) => ({
  days: (Date.parse(at) - Date.parse(submittedAt)) / 86_400_000,
});

const percentile = (part: number) =>
  sql<number | null>`percentile_cont(${part}::float8) within group (order by ${throughputTable.days})`;

/** How many days applicants wait until their application is approved, declined or cancelled. A row for each application. */
export const throughput = projection
  .fold("throughput", { table: throughputTable, initial: { submittedAt: "", days: null } })
  .on(application, {
    ApplicationSubmitted: (_, { submittedAt }) => ({ submittedAt }),
    ApplicationApproved: decided,
    ApplicationDeclined: decided,
    ApplicationCancelled: decided,
  })
  .queries({
    totals: query(v.object({}), async (_, { db }) => {
      const [totals] = await db
        .select({ count: count(), median: percentile(0.5), p90: percentile(0.9) })
        .from(throughputTable)
        .where(isNotNull(throughputTable.days));
      return totals;
    }),
  });
