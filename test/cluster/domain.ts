import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { aggregate, application, projection } from "../../src/mod.ts";

/** Counts, so that what is lost or doubled shows in its stream. */
const tally = aggregate("tally", {
  initial: () => 0,
  events: { Added: v.object({ by: v.number() }) },
  commands: { Add: v.object({ tallyId: v.string(), by: v.number() }) },
})
  .route("tallyId")
  .evolve({ Added: (sum, { by }) => sum + by })
  .decide({ Add: (_, { by }, { emit }) => emit.Added({ by }) });

export const tallies = application("tallies", [tally]);

const sumTable = pgTable("cluster_sums", { tallyId: text().primaryKey(), sum: integer().notNull() });

const sums = projection
  .fold("sums", { table: sumTable, initial: { sum: 0 } })
  .on(tally, { Added: ({ sum }, { by }) => ({ sum: sum + by }) });

/** The same with a projection, whose segments are spread over the nodes. */
export const summedTallies = application("tallies", [tally, sums]);
