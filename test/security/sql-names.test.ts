import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { afterAll, describe, expect, it } from "vitest";
import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { migrationSql } from "../../adapters/postgres-js/mod.ts";
import { aggregate, application, compile, projection, query } from "../../src/mod.ts";
import { type Engine, startEngine } from "../../src/runtime/mod.ts";

const hostile = `x"; drop schema myelin cascade; --'$$`;

const counter = aggregate("counter", {
  initial: () => 0,
  events: { Counted: v.object({ by: v.number() }) },
  commands: { Count: v.object({ counterId: v.string(), by: v.number() }) },
  rejections: { TooMuch: "Too much" },
})
  .route("counterId")
  .evolve({ Counted: (count, { by }) => count + by })
  .decide({ Count: (_, { by }, { emit }) => emit.Counted({ by }) });

const table = pgTable(hostile, {
  counterId: text(`id ${hostile}`).primaryKey(),
  count: integer(`count ${hostile}`).notNull(),
});

const counts = projection
  .fold("counts", { table, initial: { count: 0 } })
  .on(counter, { Counted: (row, { by }) => ({ count: row.count + by }) })
  .queries({ of: query(v.object({ id: v.string() }), async ({ id }, { rows }) => (await rows.get(id))?.count ?? 0) });

const counting = application("odd", [counter, counts]);

describe("names in SQL", () => {
  const engines: Engine[] = [];
  afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

  it("are quoted where the application chooses them: tables and columns of any name are only names", async () => {
    const store = await pgliteStore({});
    const engine = await startEngine({
      tables: compile(counting),
      store,
      migrate: true,
      log: () => {},
    });
    engines.push(engine);
    const done = await engine.submit({ command: "Count", payload: { counterId: hostile, by: 3 } });
    if (!done.ok) throw new Error("Expected it to be counted");
    const asked = { projection: "counts", query: "of", parameters: { id: hostile }, waitFor: done.position };
    expect((await engine.query(asked)).value).toBe(3);
    const stream = { type: "counter", id: hostile };
    expect((await engine.readStream(stream, { after: 0, limit: 10 })).length).toBe(1);
  });

  it("are refused where they are the engine's own: schemas, aggregates, commands, projections, queries", () => {
    for (const schema of [hostile, "", "A", "a-b", "pg_x", "a b", "a".repeat(64), "1a"])
      expect(() => migrationSql({ schema }), schema).toThrow("the name is not plain");
    // Names that are no literals have no types to refuse them.
    const odd = (name: string) => ({ node: { ...counting.node, components: [{ ...counter.node, name }] } });
    for (const name of [hostile, "", "A", "a b", "a_b", "__proto__", "a".repeat(64)])
      expect(() => compile(odd(name)), name).toThrow("rename it");
  });
});
