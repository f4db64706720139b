import { eq, sql } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { Claim } from "../../src/runtime/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { at, claimedProcessor, mustWork, segmentOf } from "../../src/testing/store-contract/processors.ts";
import { freshDatabase } from "../support/database.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

const counters = pgTable("counters", { name: text().primaryKey(), total: integer().notNull() });
type Db = PgDatabase<PgQueryResultHKT>;

let store: Store;
let writer: RawWriter;
let claim: Claim;
beforeEach(async () => {
  const url = await freshDatabase();
  writer = rawWriter(url);
  await writer.run("create table counters (name text primary key, total integer not null)");
  await writer.run("insert into counters values ('a', 1)");
  // One connection, so that each batch meets what the one before has prepared.
  store = await postgresStore({ url, max: 1 });
  claim = await claimedProcessor(store, "p");
});
afterEach(async () => {
  await store.close();
  await writer.end();
});

/** A batch whose handler does this with the transaction's drizzle handle. */
async function batch<T>(handle: (db: Db) => Promise<T>): Promise<T | undefined> {
  let answer: T | undefined;
  await mustWork(store, claim, {
    handle: async ({ db }) => {
      answer = await handle(db as Db); // the store has SQL
      return undefined;
    },
  });
  return answer;
}

const readTotal = async (db: Db): Promise<unknown> =>
  (await db.select({ total: counters.total }).from(counters).where(eq(counters.name, "a")))[0]?.total;
const prepared = async (db: Db): Promise<unknown> =>
  Object.values(
    (
      await db
        .select({ n: sql`count(*)::integer` })
        .from(sql`pg_prepared_statements where statement like '%"counters"%'`)
    )[0] ?? {},
  )[0];

describe("statements of handlers", () => {
  it("are prepared once when they come back, also where many come at once", async () => {
    expect(await batch(async (db) => [await readTotal(db), await prepared(db)])).toEqual([1, 0]);
    const together = await batch((db) => Promise.all(Array.from({ length: 20 }, () => readTotal(db))));
    expect(together).toEqual(Array.from({ length: 20 }, () => 1));
    expect(await batch(async (db) => [await readTotal(db), await prepared(db)])).toEqual([1, 1]);
  });

  it("are nobody's fault when their table was changed since, and work the next time", async () => {
    for (let times = 0; times < 3; times++) await batch(readTotal);
    await writer.run("alter table counters alter column total type bigint");
    await expect(batch(readTotal)).rejects.toMatchObject({ code: "contention" });
    expect(await segmentOf(store, claim)).toMatchObject({ position: at(3) });
    for (let times = 0; times < 3; times++) expect(await batch(readTotal)).toBe(1);
  });

  it("are the handler's fault when they are refused otherwise", async () => {
    const double = (db: Db) => db.insert(counters).values({ name: "a", total: 2 });
    const refuse = (db: Db) => db.execute(sql`do $$ begin raise exception 'no' using errcode = '0A000'; end $$`);
    for (let times = 0; times < 4; times++) {
      await expect(batch(double)).rejects.toMatchObject({ cause: { code: "23505" } });
      await expect(batch(refuse)).rejects.toMatchObject({ cause: { code: "0A000" } });
    }
    expect(await batch(readTotal)).toBe(1);
  });
});
