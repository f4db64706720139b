import { pgTable, text } from "drizzle-orm/pg-core";
import { projection, query } from "myelin";
import * as v from "valibot";
import { deviation } from "../deviation.ts";

const deviationTable = pgTable("loans_deviations", {
  deviationId: text("deviation_id").primaryKey(),
  applicationId: text("application_id").notNull(),
  rule: text().notNull(),
  command: text().notNull(),
  activity: text().notNull(),
  resource: text().notNull(),
  at: text().notNull(),
});

/** What the rules refused although it happened. A row for each deviation. */
export const deviations = projection
  .fold("deviations", { table: deviationTable })
  .on(deviation, { DeviationRecorded: (_, facts) => facts })
  .queries({
    perRule: query(v.object({}), async (_, { rows }) => {
      const counts = new Map<string, number>();
      for (const { rule } of await rows.list()) counts.set(rule, (counts.get(rule) ?? 0) + 1);
      return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count);
    }),
    ofApplication: query(v.object({ applicationId: v.string() }), async ({ applicationId }, { rows }) =>
      (await rows.list()).filter((row) => row.applicationId === applicationId),
    ),
  });
