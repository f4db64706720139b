import { sql } from "drizzle-orm";
import { integer, jsonb, pgSchema, pgTable, text } from "drizzle-orm/pg-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { Database } from "../../src/mod.ts";
import { startOfLog } from "../../src/model/position.ts";
import { shadowName } from "../../src/model/shadow-name.ts";
import type { RebuildBegun, SwapResult } from "../../src/store/rebuild-store.ts";
import type { Store } from "../../src/store/store.ts";
import { at, claimAll, mustWork, registered } from "../../src/testing/store-contract/processors.ts";
import { freshDatabase } from "../support/database.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

const notes = pgTable("notes", { id: text("id").primaryKey(), n: integer("n") });
const marks = pgTable("marks", { word: text("word"), facts: jsonb("facts") });
const mine = pgSchema("mine").table("notes", { id: text("id").primaryKey() });

let url: string;
let store: Store;
let writer: RawWriter;

beforeEach(async () => {
  url = await freshDatabase();
  store = await postgresStore({ url });
  writer = rawWriter(url);
});

afterEach(async () => {
  await writer.end();
  await store.close();
});

async function begin(tables: readonly object[], form: "fold" | "free" = "free"): Promise<RebuildBegun> {
  await registered(store, "p");
  const own = { processor: "p", fingerprint: "f1", start: startOfLog, replay: undefined, acceptParked: false };
  return store.rebuilds.begin({ ...own, form, tables });
}

/** What a handler of the new version does. */
async function build(text: string): Promise<void> {
  const [claim] = await claimAll(store, shadowName("p"));
  if (claim === undefined) throw new Error("no claim");
  await mustWork(store, claim, {
    handle: async ({ db }) => {
      for (const one of text.split(";")) await (db as Database).execute(sql.raw(one)); // the store's handle is drizzle's
      return undefined;
    },
  });
}

function swap(): Promise<SwapResult> {
  return store.rebuilds.swap({ processor: "p", handle: async () => ({ kind: "swap", to: at(0), announcements: [] }) });
}

async function rows(text: string): Promise<readonly unknown[]> {
  return (await writer.run(text)).map((row) => Object.values(row));
}

const schemas = "select nspname from pg_namespace where nspname like 'myelin\\_rebuild%'";

describe("a swap of rows", () => {
  test("changes what differs in place, so that views, references, triggers and readers under way keep what they have", async () => {
    await writer.run(`create table notes (id text primary key, n integer, doubled integer generated always as (n * 2) stored, free json);
      create table readers (note text references notes on delete cascade, name text);
      create view many as select id, doubled from notes where n > 1;
      create table touched (what text);
      create function note_touched() returns trigger language plpgsql as $f$ begin
        insert into touched values (tg_op || ' ' || coalesce(new.id, old.id)); return null; end $f$;
      create trigger touched after insert or update or delete on notes for each row execute function note_touched();
      insert into notes (id, n, free) values ('gone', 1, '{}'), ('kept', 2, '{"a":1}'), ('changed', 3, null);
      insert into readers values ('kept', 'Ann'), ('changed', 'Bob'); delete from touched`);
    expect(await begin([notes])).toEqual({ kind: "done" });
    await build(`insert into notes (id, n, free) values ('kept', 2, '{"a":1}'), ('changed', 30, null);
      insert into notes (id, n) values ('new', 4)`);
    const reader = rawWriter(url);
    await reader.run("begin isolation level repeatable read");
    const before = await reader.run("select id, n from notes order by id");
    expect(await swap()).toEqual({ kind: "done" });
    expect(await reader.run("select id, n from notes order by id")).toEqual(before);
    await reader.run("commit");
    await reader.end();
    expect(await rows("select id, n, doubled from notes order by id")).toEqual([
      ["changed", 30, 60],
      ["kept", 2, 4],
      ["new", 4, 8],
    ]);
    expect(await rows("select * from many order by id")).toEqual([
      ["changed", 60],
      ["kept", 4],
      ["new", 8],
    ]);
    expect(await rows("select * from readers order by name")).toEqual([
      ["kept", "Ann"],
      ["changed", "Bob"],
    ]);
    expect(await rows("select * from touched order by what")).toEqual([
      ["DELETE gone"],
      ["INSERT new"],
      ["UPDATE changed"],
    ]);
    expect(await rows(schemas)).toEqual([]);
  });

  test("lets a unique value go from one row to another, and counts on where the new version's counter stood", async () => {
    await writer.run(`create table notes (id text primary key, n integer unique, nr integer generated always as identity);
      insert into notes (id, n) values ('a', 1), ('b', 2)`);
    await begin([notes]);
    await build("insert into notes (id, n) values ('c', 9), ('b', 1), ('a', 2), ('d', 4)");
    expect(await swap()).toEqual({ kind: "done" });
    expect(await rows("select id, n, nr from notes order by id")).toEqual([
      ["a", 2, 3],
      ["b", 1, 2],
      ["c", 9, 1],
      ["d", 4, 4],
    ]);
    await writer.run("insert into notes (id, n) values ('e', 5)");
    expect(await rows("select nr from notes where id = 'e'")).toEqual([[5]]);
  });

  test("takes every row of a table without a key as often as it is there", async () => {
    await writer.run(
      "create table marks (word text, facts jsonb); insert into marks values ('a', '1'), ('a', '1'), ('b', null)",
    );
    await begin([marks]);
    await build("insert into marks values ('a', '1'), ('b', null), ('b', null)");
    expect(await swap()).toEqual({ kind: "done" });
    expect(await rows("select word from marks order by word")).toEqual([["a"], ["b"], ["b"]]);
  });

  test("writes tables that refer to each other in the order that their references want", async () => {
    await writer.run(`create table notes (id text primary key, n integer);
      create table marks (word text references notes, facts jsonb, primary key (word));
      insert into notes values ('a', 1), ('b', 1); insert into marks values ('a', '1')`);
    await begin([marks, notes]);
    await build("insert into notes values ('b', 1), ('c', 1); insert into marks values ('c', '2'), ('b', '3')");
    expect(await swap()).toEqual({ kind: "done" });
    expect(await rows("select word from marks order by word")).toEqual([["b"], ["c"]]);
    expect(await rows("select id from notes order by id")).toEqual([["b"], ["c"]]);
  });

  test("is refused where a table was altered meanwhile, and nothing has changed", async () => {
    await writer.run("create table notes (id text primary key, n integer); insert into notes values ('a', 1)");
    await begin([notes]);
    await build("insert into notes values ('b', 1)");
    await writer.run("alter table notes add column more text");
    expect(await swap()).toMatchObject({ kind: "refused", why: expect.stringContaining("altered") });
    expect(await rows("select id from notes")).toEqual([["a"]]);
    expect(await store.rebuilds.cancel("p")).toBe("done");
    expect(await rows(schemas)).toEqual([]);
  });
});

describe("a rebuild", () => {
  test("of a table that cannot be had twice is refused with what to do, and leaves nothing", async () => {
    await writer.run(
      "create schema mine; create table mine.notes (id text primary key); create view notes as select 'a' as id, 1 as n",
    );
    expect(await begin([mine])).toMatchObject({
      kind: "unfit",
      state: expect.stringContaining('"mine.notes" names its schema'),
    });
    expect(await begin([notes])).toMatchObject({ kind: "unfit", state: 'its "notes" is no table' });
    expect(await begin([marks])).toMatchObject({ kind: "unfit", mend: "run `myelin migrate`" });
    expect(await rows(schemas)).toEqual([]);
    expect((await store.segments.state("p"))?.rebuild).toBeUndefined();
    expect(await begin([mine], "fold")).toEqual({ kind: "done" });
  });

  test("by a user who may not make a schema is refused with what to grant", async () => {
    await writer.run(`create table notes (id text primary key, n integer);
      create role guest_${process.pid} login password 'guest'; grant all on all tables in schema myelin, public to guest_${process.pid};
      grant usage on schema myelin to guest_${process.pid}`);
    try {
      const guest = new URL(url);
      Object.assign(guest, { username: `guest_${process.pid}`, password: "guest" });
      await registered(store, "p");
      await store.close();
      store = await postgresStore({ url: guest.href });
      expect(await begin([notes])).toMatchObject({ kind: "unfit", mend: "grant it CREATE on the database" });
    } finally {
      await writer.run(`drop owned by guest_${process.pid}; drop role guest_${process.pid}`);
    }
  });
});
