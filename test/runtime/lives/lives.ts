import { doublePrecision, integer, type PgTable, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { projection, query } from "../../../src/mod.ts";
import type { Row } from "../../../src/model/node.ts";
import { counter } from "../counter.ts";

export const countTableOf = (name: string) =>
  pgTable(name, {
    counterId: text("counter_id").primaryKey(),
    count: doublePrecision("count").notNull(),
    changes: integer("changes").notNull(),
  });

type Life = "async" | "inline" | "live";

/** Counts and changes of each counter, in a life; `Cleared` deletes its row. */
export function countsIn<const L extends Life>(life: L, table = countTableOf(`counts_${life}`)) {
  return projection
    .fold(`counts-${life}`, { table, initial: { count: 0, changes: 0 }, life })
    .on(counter, {
      Counted: (row, { by }) => ({ count: row.count + by, changes: row.changes + 1 }),
      Cleared: () => null,
    })
    .queries(rowQueries());
}

const sizeTable = pgTable("sizes", { size: integer("size").primaryKey(), times: integer("times").notNull() });

/** How often something was counted by an amount: rows that are no streams'. */
export const sizesLive = projection
  .fold("sizes", { table: sizeTable, initial: { times: 0 }, life: "live" })
  .on(counter, { Counted: (row) => ({ times: row.times + 1 }) }, { by: ({ by }) => by })
  .queries({
    timesOf: query(v.object({ size: v.number() }), async ({ size }, { rows }) => (await rows.get(size)) ?? null),
    all: query(v.object({}), (_, { rows }) => rows.list()),
  });

function rowQueries() {
  interface Tools {
    readonly db: { select(): { from(table: PgTable): unknown } };
    readonly rows: { get(key: string): Promise<Row | undefined>; list(): Promise<readonly Row[]> };
  }
  return {
    countOf: query(
      v.object({ counterId: v.string() }),
      async ({ counterId }, { rows }: Tools) => (await rows.get(counterId)) ?? null,
    ),
    all: query(v.object({}), (_: object, { rows }: Tools) => rows.list()),
  };
}
