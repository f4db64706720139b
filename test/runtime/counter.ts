import { doublePrecision, integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { aggregate, application, byPayload, compile, projection, query } from "../../src/mod.ts";

const Amount = v.object({ by: v.number() });

/** Small enough to see through: counts up to 100, refuses more, and does nothing for zero. */
export const counter = aggregate("counter", {
  initial: () => 0,
  events: { Counted: Amount, Cleared: v.object({}) },
  commands: {
    Count: v.object({ counterId: v.string(), ...Amount.entries }),
    Clear: v.object({ counterId: v.string(), group: v.string() }),
    Break: v.object({ counterId: v.string() }),
    EmitNonsense: v.object({ counterId: v.string() }),
  },
  rejections: { TooMuch: v.object({ left: v.number() }), Empty: "The counter is empty" },
})
  .route("counterId")
  .evolve({ Counted: (count, { by }) => count + by, Cleared: () => 0 })
  .decide({
    Count: (count, { by }, { emit, reject }) => {
      if (by === 0) return undefined;
      return count + by > 100 ? reject.TooMuch({ left: 100 - count }) : emit.Counted({ by });
    },
    Clear: (count, _, { emit, reject }) => (count === 0 ? reject.Empty() : [emit.Cleared({}), emit.Counted({ by: 1 })]),
    Break: () => {
      throw new Error("the decider has a bug");
    },
    // As a schema changed under a running decider would do.
    EmitNonsense: (_, __, { emit }) => emit.Counted({ by: Number("NaN") }),
  })
  .sequence(byPayload("counterId"));

export const countTable = pgTable("counts", {
  counterId: text("counter_id").primaryKey(),
  count: doublePrecision("count").notNull(),
  changes: integer("changes").notNull(),
});

export const counts = projection
  .fold("counts", { table: countTable, initial: { count: 0, changes: 0 } })
  .on(counter, {
    Counted: (row, { by }) => ({ count: row.count + by, changes: row.changes + 1 }),
    Cleared: () => null,
  })
  .queries({
    countOf: query(
      v.object({ counterId: v.string() }),
      async ({ counterId }, { rows }) => (await rows.get(counterId)) ?? null,
    ),
    broken: query(v.object({}), () => {
      throw new Error("the query has a bug");
    }),
  });

export const counting = application("counting", [counter, counts]);
export const countingTables = () => compile(counting);
