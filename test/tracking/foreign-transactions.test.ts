import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { administer, freshDatabase } from "../support/database.ts";
import { type LogScene, logScene } from "../support/log-scene.ts";
import { rawWriter } from "../support/raw-writer.ts";

let scene: LogScene;
beforeEach(async () => {
  scene = await logScene();
});
afterEach(() => scene.close());

/** A rolled-back number below a committed one: only the question who holds the lock settles it. */
async function rolledBackBelow(): Promise<void> {
  expect(await scene.head()).toBe(0);
  const [undone, done] = [await scene.open(), await scene.open()];
  await undone.insert();
  await done.insert();
  await undone.rollback();
  await done.commit();
}

describe("a foreign transaction", () => {
  it("of the same database stalls nothing", async () => {
    const foreign = await scene.open();
    await foreign.run("create table foreign_work (n integer)");
    await foreign.run("insert into foreign_work values (1)");
    await foreign.run("select pg_advisory_xact_lock_shared(1, 2)");
    await rolledBackBelow();
    expect(await scene.head()).toBe(2);
  });

  it("of another database of the cluster stalls nothing, not even one that appends there", async () => {
    const foreign = rawWriter(await freshDatabase());
    await foreign.begin();
    await foreign.insert();
    await rolledBackBelow();
    expect(await scene.head()).toBe(2);
    await foreign.rollback();
    await foreign.end();
  });

  it("of another schema's log in this database stalls nothing", async () => {
    const { postgresStore } = await import("../../adapters/postgres-js/mod.ts");
    const { contractTables } = await import("../../src/testing/mod.ts");
    const other = await postgresStore({ url: scene.url, schema: "other" });
    await other.schema.migrate(contractTables());
    const foreign = rawWriter(scene.url, "other");
    await foreign.begin();
    await foreign.insert();
    await rolledBackBelow();
    expect(await scene.head()).toBe(2);
    expect(await other.events.safeHead()).toBe("0");
    await foreign.commit();
    await other.events.safeHead();
    expect(await other.events.safeHead()).toBe("1");
    await foreign.end();
    await other.close();
  });
});

const prepares = await administer(async (sql) => {
  const [row] = await sql`select current_setting('max_prepared_transactions')::integer as n`;
  return row?.n > 0;
}).catch(() => false);

describe.skipIf(!prepares)("a prepared transaction (skipped where max_prepared_transactions is 0)", () => {
  it("that holds the lock is waited for until it is committed", async () => {
    expect(await scene.head()).toBe(0);
    const [prepared, done] = [await scene.open(), await scene.open()];
    await prepared.insert();
    await prepared.run("prepare transaction 'first'");
    await done.insert();
    await done.commit();
    expect(await scene.head()).toBe(0);
    await done.run("commit prepared 'first'");
    expect(await scene.head()).toBe(2);
    expect(await scene.read()).toEqual([1, 2]);
  });

  it("is still the same holder when it prepares after it was asked about", async () => {
    expect(await scene.head()).toBe(0);
    const [prepared, done] = [await scene.open(), await scene.open()];
    await prepared.insert();
    await done.insert();
    await done.commit();
    expect(await scene.head()).toBe(0);
    await prepared.run("prepare transaction 'second'");
    expect(await scene.head()).toBe(0);
    await done.run("commit prepared 'second'");
    expect(await scene.head()).toBe(2);
    expect(await scene.read()).toEqual([1, 2]);
  });

  it("that is rolled back leaves a gap that is passed over", async () => {
    const [prepared, done] = [await scene.open(), await scene.open()];
    await prepared.insert();
    await prepared.run("prepare transaction 'third'");
    await done.insert();
    await done.commit();
    expect(await scene.head()).toBe(0);
    await done.run("rollback prepared 'third'");
    expect(await scene.head()).toBe(2);
  });
});
