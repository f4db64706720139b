import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aggregate, application, compile, projection, skip } from "../../src/mod.ts";
import { type Engine, startEngine } from "../../src/runtime/mod.ts";
import { eventually } from "../support/eventually.ts";

const thing = aggregate("thing", {
  initial: () => ({}),
  events: { Done: v.object({ number: v.number() }) },
  commands: { Do: v.object({ thingId: v.string(), number: v.number() }) },
  rejections: {},
})
  .route("thingId")
  .evolve({ Done: (state) => state })
  .decide({ Do: (_, { number }, { emit }) => emit.Done({ number }) });

const table = pgTable("odd", { id: text("id").primaryKey(), count: integer("count").notNull() });

const odd = projection.fold("odd", { table, initial: { count: 0 }, onFailure: skip() }).on(thing, {
  Done: (row, { number }) => {
    if (number % 2 === 0) throw new Error("an even number");
    return { count: row.count + 1 };
  },
});

let engine: Engine;
afterEach(() => engine.stop());

test("an event that its policy passes over is counted, with the processor and the reason", async () => {
  const tables = compile(application("things", [thing, odd]));
  engine = await startEngine({ tables, store: memoryStore(), log: () => {} });
  for (const number of [1, 2, 3, 4]) await engine.submit({ command: "Do", payload: { thingId: "a", number } });
  const skipped = async () =>
    (await engine.metrics()).find(({ definition }) => definition.name === "myelin.processor.events.skipped")?.points;
  await eventually(async () =>
    expect(await skipped()).toMatchObject([{ attributes: { processor: "odd", reason: "policy" }, value: 2 }]),
  );
});
