import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { application, compile, projection, query } from "../../../src/mod.ts";
import { type CommandResult, type Engine, parsePosition, type Store, startEngine } from "../../../src/runtime/mod.ts";
import { counter } from "../counter.ts";
import { countsIn, sizesLive } from "./lives.ts";

const strictTable = pgTable("strict", {
  counterId: text("counter_id").primaryKey(),
  count: integer("count").notNull(),
});
let broken = false;

/** Fails on what is small for as long as it is broken, and reads a table that it has not. */
const strict = projection
  .fold("strict", { table: strictTable, initial: { count: 0 }, life: "live" })
  .on(counter, {
    Counted: (row, { by }) => {
      if (broken && by < 3) throw new Error("too small");
      return { count: row.count + by };
    },
  })
  .queries({
    all: query(v.object({}), (_, { rows }) => rows.list()),
    read: query(v.object({}), (_, { db }) => db.select()),
  });

const tables = compile(application("counting", [counter, countsIn("live"), sizesLive, strict]));
const engines: Engine[] = [];

async function engine(store: Store = memoryStore()): Promise<Engine> {
  const started = await startEngine({ tables, store, log: () => {} });
  engines.push(started);
  return started;
}

afterEach(async () => {
  broken = false;
  for (const one of engines.splice(0)) await one.stop();
});

const count = (by: number, counterId = "c") => ({ command: "Count", payload: { counterId, by } });
const ask = (projection: string, query: string, parameters: object = {}) => ({ projection, query, parameters });

function positionOf(result: CommandResult) {
  if (!result.ok) throw new Error("rejected");
  return result.position;
}

test("a live fold answers a row of its stream, as of the end of the log, without a processor", async () => {
  const one = await engine();
  await one.submit(count(7));
  const position = positionOf(await one.submit(count(5)));
  expect(await one.query(ask("counts-live", "countOf", { counterId: "c" }))).toEqual({
    value: { counterId: "c", count: 12, changes: 2 },
    position,
  });
  expect(await one.processors.list()).toEqual([]);
});

test("a live fold answers nothing for a row that a handler deleted, or that never was", async () => {
  const one = await engine();
  await one.submit(count(7));
  await one.submit({ command: "Clear", payload: { counterId: "c", group: "g" } });
  const of = async (counterId: string) => (await one.query(ask("counts-live", "countOf", { counterId }))).value;
  // Clear emits Cleared and then Counted by 1.
  expect(await of("c")).toEqual({ counterId: "c", count: 1, changes: 1 });
  expect(await of("d")).toBeNull();
});

test("a live fold lists all rows in the order of their keys, also when more events came since it was last asked", async () => {
  const one = await engine();
  await one.submit(count(1, "b"));
  const list = async () => (await one.query(ask("counts-live", "all"))).value;
  expect(await list()).toEqual([{ counterId: "b", count: 1, changes: 1 }]);
  await one.submit(count(2, "a"));
  await one.submit(count(3, "b"));
  expect(await list()).toEqual([
    { counterId: "a", count: 2, changes: 1 },
    { counterId: "b", count: 4, changes: 2 },
  ]);
});

test("a live fold whose rows are no streams' is folded from the log, and its keys keep their types", async () => {
  const one = await engine();
  for (const by of [9, 10, 9]) await one.submit(count(by, `c-${by}`));
  expect((await one.query(ask("sizes", "timesOf", { size: 9 }))).value).toEqual({ size: 9, times: 2 });
  expect((await one.query(ask("sizes", "all"))).value).toEqual([
    { size: 9, times: 2 },
    { size: 10, times: 1 },
  ]);
});

test("rows of a live fold that a query changed are not changed for the next one", async () => {
  const one = await engine();
  await one.submit(count(9));
  const { value } = await one.query(ask("sizes", "all"));
  Object.assign((value as object[])[0] ?? {}, { times: 99 }); // a list of rows
  expect((await one.query(ask("sizes", "all"))).value).toEqual([{ size: 9, times: 1 }]);
});

test("a query of a live fold reads what it waits for, and is refused beyond the end of the log", async () => {
  const one = await engine();
  const waitFor = positionOf(await one.submit(count(7)));
  expect(await one.query({ ...ask("counts-live", "countOf", { counterId: "c" }), waitFor })).toMatchObject({
    value: { count: 7 },
    position: waitFor,
  });
  const beyond = parsePosition("99");
  if (beyond === undefined) throw new Error("no position");
  await expect(one.query({ ...ask("counts-live", "all"), waitFor: beyond })).rejects.toMatchObject({
    code: "cursor_ahead",
  });
});

test("a live fold whose handler fails fails the query alone, and is right again once it is mended", async () => {
  const one = await engine();
  await one.submit(count(5, "a"));
  await one.query(ask("strict", "all"));
  await one.submit(count(4, "b"));
  await one.submit(count(1, "c"));
  broken = true;
  await expect(one.query(ask("strict", "all"))).rejects.toMatchObject({ code: "handler_failed" });
  broken = false;
  expect((await one.query(ask("strict", "all"))).value).toEqual([
    { counterId: "a", count: 5 },
    { counterId: "b", count: 4 },
    { counterId: "c", count: 1 },
  ]);
});

test("a live fold has no database handle", async () => {
  const one = await engine();
  await expect(one.query(ask("strict", "read"))).rejects.toMatchObject({ code: "unsupported" });
});
