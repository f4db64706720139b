import { foreignKey, pgEnum, pgTable, text } from "drizzle-orm/pg-core";
import { afterEach, describe, expect, it } from "vitest";
import { migrationText, prepareTexts } from "../../adapters/postgres/schema/migration-sql.ts";
import { migrations } from "../../adapters/postgres/schema/migrations.ts";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import { migrationSql, postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { FreeTable, Tables } from "../../src/model/tables.ts";
import type { Store } from "../../src/store/store.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { compositeTarget, contractTable } from "../../src/testing/store-contract/contract-tables.ts";
import { claimAll, mustWork, registered, stateOf } from "../../src/testing/store-contract/processors.ts";
import { loadOne } from "../../src/testing/store-contract/requests.ts";
import { bothDrivers } from "../support/both-drivers.ts";
import { freshDatabase } from "../support/database.ts";
import { rawWriter } from "../support/raw-writer.ts";
import { schemaDump } from "../support/schema-dump.ts";

const none: Tables = {
  name: "none",
  aggregates: {},
  commands: {},
  projections: {},
  reactors: {},
  relays: {},
  workflows: {},
  correlate: [],
};
const stores: Store[] = [];

async function storeOn(url: string, schema?: string): Promise<Store> {
  const store = await postgresStore(schema === undefined ? { url } : { url, schema });
  stores.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

async function run(url: string, text: string): Promise<void> {
  const writer = rawWriter(url);
  await writer.run(text).finally(() => writer.end());
}

/** A database that has the schema's first steps only. */
async function databaseAt(last: number): Promise<string> {
  const url = await freshDatabase({ empty: true });
  const schema = schemaName("myelin");
  const steps = migrations.filter(({ number }) => number <= last).map((step) => migrationText(schema, step));
  await run(url, [...prepareTexts(schema), ...steps].join(";\n"));
  return url;
}

function withTable(table: object): Tables {
  const { target, life, initial, ...processing } = contractTable("p", compositeTarget());
  const projection: FreeTable = { ...processing, form: "free", tables: [table], handlers: {} };
  return { ...none, projections: { p: projection } };
}

describe("migrating", () => {
  it("makes the schema that is kept, and tells each step", async () => {
    const url = await freshDatabase({ empty: true });
    const store = await storeOn(url);
    expect(await store.schema.migrate(contractTables())).toEqual([
      'migrated schema "myelin" to 1: events, kept commands, segments',
      'migrated schema "myelin" to 2: snapshots, accepted commands',
      'migrated schema "myelin" to 3: loads and appends whose plans are made once',
      'migrated schema "myelin" to 4: processors, owners, dead letters',
      'migrated schema "myelin" to 5: folds that appends write',
      'migrated schema "myelin" to 6: projections that are built beside themselves',
      'migrated schema "myelin" to 7: what nodes tell of themselves',
      'migrated schema "myelin" to 8: workflows',
      'migrated schema "myelin" to 9: deployments',
      'made table "contract_composite"',
      'made table "contract_simple"',
    ]);
    await expect(await schemaDump(url)).toMatchFileSnapshot("./schema.txt");
  });

  it("is done once when many processes start at once", async () => {
    const url = await freshDatabase({ empty: true });
    const all = await Promise.all(Array.from({ length: 6 }, () => storeOn(url)));
    const done = await Promise.all(all.map((store) => store.schema.migrate(contractTables())));
    expect(done.filter((steps) => steps.length > 0)).toHaveLength(1);
    for (const store of all) expect(await store.schema.problems(contractTables())).toEqual([]);
  });

  it("by hand with the printed script comes to the same schema, and refuses a second time", async () => {
    const [printed, migrated] = [await freshDatabase({ empty: true }), await freshDatabase({ empty: true })];
    await run(printed, migrationSql({ tables: contractTables() }));
    await (await storeOn(migrated)).schema.migrate(contractTables());
    expect(await schemaDump(printed)).toBe(await schemaDump(migrated));
    expect(await (await storeOn(printed)).schema.problems(contractTables())).toEqual([]);
    await expect(run(printed, migrationSql())).rejects.toMatchObject({ code: "23505" });
  });

  it.each([1, 2, 3])("goes on from step %i, with the store or with the printed script", async (last) => {
    const made = await schemaDump(await databaseAt(migrations.length));
    const urls = [await databaseAt(last), await databaseAt(last)] as const;
    const store = await storeOn(urls[0]);
    const missing = migrations.filter(({ number }) => number > last);
    expect(await store.schema.problems(none)).toEqual([
      `Cannot use schema "myelin": it lacks migration ${missing.map(({ number }) => number).join(", ")}; run \`myelin migrate\``,
    ]);
    expect(await store.schema.migrate(none)).toEqual(
      missing.map(({ number, name }) => `migrated schema "myelin" to ${number}: ${name}`),
    );
    await run(urls[1], migrationSql({ after: last }));
    for (const url of urls) expect(await schemaDump(url)).toBe(made);
  });

  it("lets a processor of before go on where it was, under the first fingerprint that is declared", async () => {
    const url = await databaseAt(2);
    await run(url, "insert into myelin.segments (processor, id, mask, position, epoch) values ('p', 0, 0, 7, 3)");
    const store = await storeOn(url);
    await store.schema.migrate(none);
    expect(await registered(store, "p", { segments: 16, fingerprint: "declared" })).toMatchObject({
      fingerprint: "declared",
      segments: [{ id: 0, mask: 0, position: "7", marks: [], epoch: 3 }],
    });
    expect((await registered(store, "p", { fingerprint: "another" })).fingerprint).toBe("declared");
    const [claim] = await claimAll(store, "p");
    if (claim === undefined) throw new Error("it could not be claimed");
    expect(claim.epoch).toBe(4);
    await mustWork(store, claim);
    expect((await stateOf(store, "p")).segments).toMatchObject([{ position: "8" }]);
  });

  it("keeps two schemas in one database apart", async () => {
    const url = await freshDatabase({ empty: true });
    const [one, two] = [await storeOn(url, "one"), await storeOn(url, "two")];
    await one.schema.migrate(none);
    expect(await two.schema.problems(none)).toEqual(['Cannot use schema "two": it is missing; run `myelin migrate`']);
    await two.schema.migrate(none);
    await registered(one, "p");
    expect(await two.segments.state("p")).toBeUndefined();
  });

  it.each(["Myelin", "my-elin", 'a"b', "pg_mine", "", "x".repeat(64), "a.b"])(
    "refuses schema name %j",
    async (schema) => {
      await expect(postgresStore({ url: "postgres://localhost/none", schema })).rejects.toMatchObject({
        code: "store_not_ready",
      });
    },
  );

  it("leaves a table that only drizzle-kit can make to it, in words, and changes nothing", async () => {
    const url = await freshDatabase({ empty: true });
    const store = await storeOn(url);
    const mood = pgEnum("mood", ["good", "bad"]);
    const withEnum = withTable(pgTable("moody", { id: text("id").primaryKey(), mood: mood("mood") }));
    await expect(store.schema.migrate(withEnum)).rejects.toMatchObject({
      code: "unsupported",
      message:
        'Cannot make table "moody": column "mood" is an enum, is generated or has a default with parameters; make it with drizzle-kit before migrating',
    });
    const parent = pgTable("parent", { id: text("id").primaryKey() });
    const child = pgTable("child", { id: text("id").primaryKey(), parent: text("parent") }, (table) => [
      foreignKey({ columns: [table.parent], foreignColumns: [parent.id] }),
    ]);
    await expect(store.schema.migrate(withTable(child))).rejects.toMatchObject({
      message: expect.stringContaining("foreign keys"),
    });
    expect(await store.schema.problems(none)).toEqual([
      'Cannot use schema "myelin": it is missing; run `myelin migrate`',
    ]);
    await run(url, "create type mood as enum ('good', 'bad'); create table moody (id text primary key, mood mood)");
    expect(await store.schema.migrate(withEnum)).toEqual(
      migrations.map(() => expect.stringContaining("migrated schema")),
    );
  });

  it("refuses what is no drizzle table, in words", async () => {
    const store = await storeOn(await freshDatabase());
    await expect(store.schema.migrate(withTable({}))).rejects.toMatchObject({ code: "unsupported" });
  });
});

describe("problems", () => {
  it("name an older and a newer schema", async () => {
    const url = await freshDatabase();
    const store = await storeOn(url);
    await run(url, "insert into myelin.migrations (number, name) values (999, 'from the future')");
    expect(await store.schema.problems(none)).toEqual([
      'Cannot use schema "myelin": it has migration 999 of a newer myelin; upgrade this service',
    ]);
    await run(url, "delete from myelin.migrations");
    expect(await store.schema.problems(none)).toEqual([
      `Cannot use schema "myelin": it lacks migration ${migrations.map(({ number }) => number).join(", ")}; run \`myelin migrate\``,
    ]);
  });

  it("name tables and columns of projections that are missing", async () => {
    const url = await freshDatabase();
    const store = await storeOn(url);
    await run(url, "alter table contract_simple drop column note, drop column tags; drop table contract_composite");
    expect(await store.schema.problems(contractTables())).toEqual([
      'Cannot use table "contract_composite": it is missing; run `myelin migrate`',
      'Cannot use table "contract_simple": it has no column "note", "tags"; add it, or drop the table and rebuild the projection',
    ]);
  });

  it("name a fold's table whose key nothing keeps unique", async () => {
    const url = await freshDatabase();
    await run(
      url,
      `alter table contract_composite drop constraint contract_composite_pkey; create unique index on contract_composite (slot);
       create unique index on contract_composite (owner, slot) where slot > 0`,
    );
    const store = await storeOn(url);
    expect(await store.schema.problems(contractTables())).toEqual([
      'Cannot use table "contract_composite": no primary key or unique index is on "owner", "slot" alone; add one',
    ]);
    await run(url, "create unique index on contract_composite (slot, owner)");
    expect(await store.schema.problems(contractTables())).toEqual([]);
  });

  it("name a default isolation under which appends would not see each other", async () => {
    const url = await freshDatabase();
    await run(
      url,
      `do $$ begin execute 'alter database ' || current_database() || ' set default_transaction_isolation = serializable'; end $$`,
    );
    expect(await (await storeOn(url)).schema.problems(none)).toEqual([
      expect.stringContaining('"serializable" by default'),
    ]);
  });

  it("of the address are told in words", async () => {
    const [wrongDatabase, wrongUser] = [new URL(await freshDatabase()), new URL(await freshDatabase())];
    wrongDatabase.pathname = "/no_such_database";
    wrongUser.username = "nobody";
    for (const { href } of [wrongDatabase, wrongUser]) {
      const refusal = { code: "store_not_ready", message: expect.stringContaining("address") };
      await expect((await storeOn(href)).schema.problems(none)).rejects.toMatchObject(refusal);
    }
  });

  it("are answered as unavailable when the server is away", async () => {
    const store = await storeOn("postgres://postgres@127.0.0.1:1/none");
    await expect(store.schema.problems(none)).rejects.toMatchObject({ code: "unavailable" });
    await expect(store.schema.migrate(none)).rejects.toMatchObject({ code: "unavailable" });
    expect(await store.health()).toMatchObject({ ready: false });
  });
});

describe.each(bothDrivers)("a store on $kind that was never migrated", ({ open }) => {
  it("says so, whatever it is asked", async () => {
    const store = await open();
    stores.push(store);
    const notReady = { code: "store_not_ready", message: expect.stringContaining("run `myelin migrate`") };
    const stream = { type: "thing", id: "s" };
    await expect(loadOne(store, { stream, after: 0 })).rejects.toMatchObject(notReady);
    await expect(store.events.safeHead()).rejects.toMatchObject(notReady);
    await expect(store.events.lastPosition()).rejects.toMatchObject(notReady);
    await expect(registered(store, "p")).rejects.toMatchObject(notReady);
    const command = { id: "c", name: "Do", correlationId: "c", causationId: null };
    const request = { stream, expected: { version: 0, eventId: null }, events: [], command };
    await expect(store.events.append([request])).rejects.toMatchObject(notReady);
    await expect(
      store.events.exclusive({ keys: ["k"], work: ({ append }) => append([request]) }),
    ).rejects.toMatchObject(notReady);
    await expect(store.commands.find("c")).rejects.toMatchObject(notReady);
    await expect(store.commands.take({ limit: 1, leaseMs: 1 })).rejects.toMatchObject(notReady);
    await expect(
      store.snapshots.save([{ stream, fingerprint: "f", version: 1, eventId: "e", state: null }]),
    ).rejects.toMatchObject(notReady);
    expect(await store.health()).toMatchObject({ ready: false });
    expect(await store.schema.problems(none)).toEqual([
      'Cannot use schema "myelin": it is missing; run `myelin migrate`',
    ]);
  });
});
