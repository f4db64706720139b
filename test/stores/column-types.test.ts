import { eq, inArray, sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  char,
  customType,
  date,
  doublePrecision,
  index,
  inet,
  integer,
  interval,
  json,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  time,
  timestamp,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import type { PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Row } from "../../src/model/node.ts";
import type { FoldTable, Tables } from "../../src/model/tables.ts";
import type { BatchTransaction } from "../../src/store/segment-store.ts";
import type { Store } from "../../src/store/store.ts";
import { contractTable } from "../../src/testing/store-contract/contract-tables.ts";
import { claimedProcessor, mustWork } from "../../src/testing/store-contract/processors.ts";
import { bothDrivers } from "../support/both-drivers.ts";

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** A value per column type, as drizzle gives it back. */
const samples = {
  text: "quote \" ' backslash \\ brace {} comma, \n ßø漢🙂",
  varchar: "short",
  char: "abcde",
  uuid: "0b0d5b5e-6f2b-4b1c-9d6a-1f2e3d4c5b6a",
  smallint: -32_768,
  integer: 2_147_483_647,
  bigintNumber: 9_007_199_254_740_991,
  bigintBig: 9_223_372_036_854_775_807n,
  numericText: "12345678901234567890.123456789",
  numericNumber: 12.5,
  real: 0.5,
  double: 0.1,
  yes: true,
  no: false,
  day: "2012-02-29",
  dayDate: new Date("2012-02-29T00:00:00.000Z"),
  time: "23:59:59.123",
  stamp: new Date("2011-10-01T00:38:44.546Z"),
  stampPlain: new Date("2011-10-01T00:38:44.546Z"),
  stampText: "2011-10-01 00:38:44.546123+00",
  interval: "1 day 02:03:04",
  inet: "192.168.0.1/24",
  json: { a: [1, null, "x"], b: { c: true } },
  jsonb: { a: [1, null, "x"], b: { c: true } },
  jsonText: "5",
  jsonNumber: 5,
  jsonList: ["5", 5, null],
  bytes: Uint8Array.from([0, 1, 254, 255]),
  texts: ["a", "", 'with "quotes"', "back\\slash", "comma, {brace}", "NULL", "null"],
  integers: [1, -2, 3],
  bigints: [1, 9_007_199_254_740_991],
  booleans: [true, false],
  doubles: [0.1, -2.5],
  numerics: ["1.10", "2.20"],
  uuids: ["0b0d5b5e-6f2b-4b1c-9d6a-1f2e3d4c5b6a"],
  days: ["2012-02-29"],
};

const everyType = pgTable("every_type", {
  id: text("id").primaryKey(),
  text: text("text"),
  varchar: varchar("a_varchar", { length: 5 }),
  char: char("a_char", { length: 5 }),
  uuid: uuid("uuid"),
  smallint: smallint("smallint"),
  integer: integer("integer"),
  bigintNumber: bigint("bigint_number", { mode: "number" }),
  bigintBig: bigint("bigint_big", { mode: "bigint" }),
  numericText: numeric("numeric_text"),
  numericNumber: numeric("numeric_number", { mode: "number", precision: 10, scale: 2 }),
  real: real("real"),
  double: doublePrecision("double"),
  yes: boolean("yes"),
  no: boolean("no"),
  day: date("day"),
  dayDate: date("day_date", { mode: "date" }),
  time: time("time", { precision: 3 }),
  stamp: timestamp("stamp", { withTimezone: true, precision: 3 }),
  stampPlain: timestamp("stamp_plain", { precision: 3 }),
  stampText: timestamp("stamp_text", { withTimezone: true, mode: "string" }),
  interval: interval("interval"),
  inet: inet("inet"),
  json: json("json"),
  jsonb: jsonb("jsonb"),
  jsonText: jsonb("json_text"),
  jsonNumber: jsonb("json_number"),
  jsonList: jsonb("json_list"),
  bytes: bytea("bytes"),
  texts: text("texts").array(),
  integers: integer("integers").array(),
  bigints: bigint("bigints", { mode: "number" }).array(),
  booleans: boolean("booleans").array(),
  doubles: doublePrecision("doubles").array(),
  numerics: numeric("numerics").array(),
  uuids: uuid("uuids").array(),
  days: date("days").array(),
});

/** What rows may leave out: defaults stand in. */
const withDefaults = pgTable(
  "with_defaults",
  {
    number: bigserial("number", { mode: "number" }),
    tenant: text("tenant").notNull(),
    slot: integer("slot").notNull(),
    label: varchar("label", { length: 3 }).notNull().default("it's"),
    made: timestamp("made", { withTimezone: true }).notNull().defaultNow(),
    serial: integer("serial").generatedAlwaysAsIdentity(),
  },
  ({ tenant, slot, label }) => [primaryKey({ columns: [tenant, slot] }), index("with_defaults_by_label").on(label)],
);

const fold = (name: string, table: object, key: readonly string[]): FoldTable =>
  contractTable(name, { name, key, table });
const every = fold("every_type", everyType, ["id"]);
const defaults = fold("with_defaults", withDefaults, ["tenant", "slot"]);
const tables: Tables = {
  name: "types",
  aggregates: {},
  commands: {},
  projections: { every, defaults },
  reactors: {},
  relays: {},
  workflows: {},
  correlate: [],
};

type Database = PgRemoteDatabase;

describe.each(bothDrivers)("columns on $kind", ({ open }) => {
  let store: Store;
  let db: Database;
  beforeAll(async () => {
    store = await open();
    await store.schema.migrate(tables);
    db = store.views.db as Database; // every SQL store's handle is drizzle's
  });
  afterAll(() => store.close());

  let processors = 0;
  async function inBatch(handle: (batch: BatchTransaction) => Promise<void>): Promise<void> {
    const processor = `p${processors++}`;
    const claim = await claimedProcessor(store, processor);
    await mustWork(store, claim, { handle: async (batch) => void (await handle(batch)) });
  }

  it.each(Object.keys(samples))("%s comes back through fold rows and through drizzle alike", async (name) => {
    const [viaRows, viaDrizzle] = [`rows-${name}`, `drizzle-${name}`];
    const value = samples[name as keyof typeof samples]; // the names are those of the samples
    await inBatch(async ({ rows, db: inner }) => {
      await rows.write(every.target, [{ key: [viaRows], row: { id: viaRows, [name]: value } }]);
      await (inner as Database).insert(everyType).values({ id: viaDrizzle, [name]: value }); // as above
      const loaded = await rows.load(every.target, [[viaRows], [viaDrizzle]]);
      expect(loaded.get(viaRows)?.[name]).toEqual(value);
      expect(loaded.get(viaDrizzle)?.[name]).toEqual(value);
    });
    const selected = await db
      .select()
      .from(everyType)
      .where(inArray(everyType.id, [viaRows, viaDrizzle]));
    expect(selected.map((row: Row) => row[name])).toEqual([value, value]);
    const asText = await db.execute(sql`select distinct ${sql.identifier(columnOf(name))}::text as it from every_type
      where ${inArray(everyType.id, [viaRows, viaDrizzle])}`);
    expect(asText).toHaveLength(1);
  });

  it("a row of every type is a row of nulls when nothing is given", async () => {
    const nothing = Object.fromEntries(Object.keys(samples).map((name) => [name, null]));
    await inBatch(({ rows }) => rows.write(every.target, [{ key: ["nulls"], row: { id: "nulls", ...nothing } }]));
    expect(await store.views.rows(every.target).get("nulls")).toEqual({ id: "nulls", ...nothing });
    expect(await db.select().from(everyType).where(eq(everyType.id, "nulls"))).toEqual([{ id: "nulls", ...nothing }]);
  });

  it("expressions without a column come as JavaScript has them", async () => {
    const [row] = await db.execute(
      sql`select 1 as i, 1.5::float8 as f, true as b, null as n, '{"a":1}'::jsonb as j, array['x', 'y'] as t, array[1, 2] as l, 5::bigint as big`,
    );
    expect(row).toEqual({ i: 1, f: 1.5, b: true, n: null, j: { a: 1 }, t: ["x", "y"], l: [1, 2], big: "5" });
    const total = await db
      .select({ n: sql<number>`count(*)`.mapWith(Number), max: sql<number>`max(1)` })
      .from(everyType);
    expect(total).toEqual([{ n: expect.any(Number), max: 1 }]);
    const date = new Date("2020-01-01T00:00:00.000Z");
    const [value] = await db.execute(
      sql`select ${date}::timestamptz = '2020-01-01 00:00:00+00' as same, ${7}::integer + ${"8"}::integer as sum`,
    );
    expect(value).toEqual({ same: true, sum: 15 });
  });

  it("a column that a row leaves out keeps its default, and then its value", async () => {
    const key = ["t", 1] as const;
    await inBatch(({ rows }) => rows.write(defaults.target, [{ key, row: { tenant: "t", slot: 1, label: "abc" } }]));
    const first = await store.views.rows(defaults.target).get(...key);
    expect(first).toEqual({ tenant: "t", slot: 1, label: "abc", number: 1, serial: 1, made: expect.any(Date) });
    await inBatch(({ rows }) => rows.write(defaults.target, [{ key, row: { tenant: "t", slot: 1, label: "abd" } }]));
    const second = await store.views.rows(defaults.target).get(...key);
    expect(second).toEqual({ ...first, label: "abd" });
    await inBatch(({ rows }) => rows.write(defaults.target, [{ key, row: first ?? {} }]));
    expect(await store.views.rows(defaults.target).get(...key)).toEqual(first);
  });

  it("a text that is too long for its column is refused, not cut", async () => {
    const row = { tenant: "t", slot: 2, label: "four" };
    const writing = inBatch(({ rows }) => rows.write(defaults.target, [{ key: ["t", 2], row }]));
    await expect(writing).rejects.toMatchObject({ code: "22001" });
    expect(await store.views.rows(defaults.target).get("t", 2)).toBeUndefined();
  });

  it("a value that is an SQL expression is refused in words", async () => {
    const row = { tenant: "t", slot: 3, label: sql`lower('A')` };
    const writing = inBatch(({ rows }) => rows.write(defaults.target, [{ key: ["t", 3], row }]));
    await expect(writing).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining('column "label"'),
    });
  });

  it("the handle of a batch works inside of its transaction", async () => {
    const failure = new Error("undo");
    const writing = inBatch(async ({ db: inner }) => {
      const handle = inner as Database; // every SQL store's handle is drizzle's
      await handle.insert(everyType).values({ id: "undone" });
      expect(await handle.select({ id: everyType.id }).from(everyType).where(eq(everyType.id, "undone"))).toHaveLength(
        1,
      );
      throw failure;
    });
    await expect(writing).rejects.toBe(failure);
    expect(await db.select().from(everyType).where(eq(everyType.id, "undone"))).toEqual([]);
  });

  it("a handle begins no transaction of its own, and says so", async () => {
    await expect(db.transaction(async () => {})).rejects.toMatchObject({ code: "unsupported" });
  });

  it("the handle of a batch refuses work once the batch has ended", async () => {
    let kept: Database | undefined;
    await inBatch(async ({ db: inner }) => {
      kept = inner as Database; // every SQL store's handle is drizzle's
    });
    await expect(kept?.select().from(everyType).execute()).rejects.toMatchObject({ cause: { code: "25000" } });
  });
});

function columnOf(name: string): string {
  const column = Object.entries(everyType).find(([property]) => property === name)?.[1];
  if (column === undefined || typeof column !== "object" || !("name" in column)) throw new Error(`no column ${name}`);
  return String(column.name);
}
