import { sql } from "drizzle-orm";
import { integer, jsonb, pgSchema, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { projection, query, sequential, startOfLog } from "../../src/mod.ts";
import { account, balances, balanceTable } from "./bank.ts";

const dayTable = pgTable(
  "days",
  { owner: text("owner_name").notNull(), day: text("on_day").notNull(), count: integer("count").notNull() },
  (table) => [primaryKey({ columns: [table.owner, table.day] })],
);

describe("fold target", () => {
  test("names the table and its key columns as TypeScript does", () => {
    expect(balances.node.target).toEqual({ name: "balances", key: ["accountId"], table: balanceTable });
  });

  test("names the table with its schema where it has one", () => {
    const table = pgSchema("reports").table("totals", { id: text("total_id").primaryKey() });
    expect(projection.fold("totals", { table }).node.target).toMatchObject({ name: "reports.totals", key: ["id"] });
  });

  test("keeps the declared order of a composite key", () => {
    const { target } = projection.fold("days", { table: dayTable, key: ["day", "owner"] }).node;
    expect(target).toMatchObject({ name: "days", key: ["day", "owner"] });
  });

  test("composite key that is not declared is refused, with the mend", () => {
    expect(() => projection.fold("days", { table: dayTable } as never)).toThrow(
      expect.objectContaining({
        code: "invalid_application",
        message:
          'Cannot fold into table "days": its key has several columns; name them in order, key: ["owner", "day"]',
      }),
    );
  });

  test("declared key that is not the table's is refused", () => {
    expect(() => projection.fold("days", { table: dayTable, key: ["day"] })).toThrow(
      'Cannot fold into table "days": key: ["day"] is not its primary key; name its columns, key: ["owner", "day"]',
    );
    expect(() => projection.fold("days", { table: dayTable, key: ["day", "day"] })).toThrow("is not its primary key");
  });

  test("table without a key is refused", () => {
    const table = pgTable("heap", { id: text("id").notNull() });
    expect(() => projection.fold("heap", { table, key: ["id"] })).toThrow(
      'Cannot fold into table "heap": it has no primary key; mark the columns that name a row as its primary key',
    );
  });
});

describe("initial values", () => {
  const table = pgTable("things", {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    count: integer("count").notNull().default(7),
    note: text("note").default("none"),
    seen: timestamp("seen"),
    tags: jsonb("tags").$type<string[]>().notNull().default([]),
  });

  test("are completed by constant defaults and by null", () => {
    const { initial } = projection.fold("things", { table, initial: { name: "" } }).node;
    expect(initial).toEqual({ name: "", count: 7, note: "none", seen: null, tags: [] });
    expect(Object.isFrozen(initial)).toBe(true);
  });

  test("that are given stand, also null", () => {
    const { initial } = projection.fold("things", { table, initial: { name: "a", count: 0, note: null } }).node;
    expect(initial).toMatchObject({ name: "a", count: 0, note: null });
  });

  test("may be missing, and then rows may be", () => {
    expect(projection.fold("things", { table }).node).not.toHaveProperty("initial");
  });

  test.each([
    ["an expression", { at: timestamp("at").notNull().default(sql`now()`) }],
    ["the database's clock", { at: timestamp("at").notNull().defaultNow() }],
    ["a random value of the database", { at: uuid("at").notNull().defaultRandom() }],
    ["a function", { at: text("at").$defaultFn(() => "x") }],
  ])("are refused where %s would give them", (_, columns) => {
    const table = pgTable("stamps", { id: text("id").primaryKey(), ...columns });
    expect(() => projection.fold("stamps", { table, initial: {} })).toThrow(
      'Cannot fold into table "stamps": the first value of column "at" is not known before it is stored; name it in initial',
    );
  });
});

describe("fold", () => {
  const unread = projection.fold("days", { table: dayTable, key: ["owner", "day"], initial: { count: 0 } });
  const by = (_: unknown, { stream }: { readonly stream: { readonly id: string } }) => [stream.id, "today"] as const;
  const opened = unread.on(account, { AccountOpened: ({ count }) => ({ count: count + 1 }) }, { by });

  test("each phase is a new frozen object over a frozen node, and leaves the former as it was", () => {
    const twice = opened.on(account, { MoneyDeposited: () => null }, { by });
    const asked = twice.queries({ all: query(v.object({}), (_, { rows }) => rows.list()) });
    expect([unread, opened, twice, asked].map(({ node }) => node.on.length)).toEqual([0, 1, 2, 2]);
    for (const phase of [unread, opened, twice, asked]) {
      expect(Object.isFrozen(phase) && Object.isFrozen(phase.node) && Object.isFrozen(phase.node.on)).toBe(true);
    }
    expect(unread).not.toHaveProperty("queries");
    expect(Object.keys(asked.node.queries)).toEqual(["all"]);
  });

  test("its life, its start and the version of its key are kept in the node", () => {
    const { node } = projection
      .fold("days", {
        table: dayTable,
        key: ["owner", "day"],
        initial: { count: 0 },
        sequence: sequential(),
        from: { position: startOfLog },
      })
      .on(account, { AccountOpened: () => null }, { by, byVersion: 3 });
    expect(node).toMatchObject({ sequence: { kind: "sequential" }, from: { kind: "position", position: "0" } });
    expect(node.on).toMatchObject([{ aggregate: "account", by, byVersion: 3 }]);
    expect(node).not.toHaveProperty("life");
    expect(projection.fold("balances", { table: balanceTable, life: "inline" }).node.life).toBe("inline");
  });

  test("handlers are kept by aggregate and event, with the function that names the row", () => {
    const [group] = opened.node.on;
    expect(group).toMatchObject({ aggregate: "account", by });
    expect(group?.handlers.AccountOpened?.({ count: 1 }, {}, {} as never)).toEqual({ count: 2 });
    expect(balances.node.on[0]).not.toHaveProperty("by");
  });
});
