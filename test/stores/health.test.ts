import { afterEach, beforeEach, expect, it } from "vitest";
import type { Driver } from "../../adapters/postgres/driver.ts";
import { health } from "../../adapters/postgres/health.ts";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import { openConnection } from "../../adapters/postgres-js/connection.ts";
import { connectionPool } from "../../adapters/postgres-js/connection-pool.ts";
import { postgresDriver } from "../../adapters/postgres-js/postgres-driver.ts";
import { administer, freshDatabase } from "../support/database.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

const schema = schemaName("myelin");
let driver: Driver;
let writer: RawWriter;

beforeEach(async () => {
  const url = await freshDatabase();
  const open = () => openConnection({ url, mode: undefined, applicationName: "test", connectTimeout: 5_000 });
  driver = postgresDriver(connectionPool({ open, max: 2, patience: 5_000 }));
  writer = rawWriter(url);
});
afterEach(() => Promise.all([driver.close(), writer.end()]));

it("health says nothing of an append lock that is held for a moment", async () => {
  await writer.begin();
  await writer.insert();
  expect(await health({ driver, schema })).toEqual({ ready: true, notes: [] });
});

it("health names the process that has held the append lock for long", async () => {
  const [backend] = await writer.run("select pg_backend_pid() as pid");
  await writer.begin();
  await writer.insert();
  const { ready, notes } = await health({ driver, schema, heldFor: 0 });
  expect(ready).toBe(true);
  expect(notes).toEqual([
    expect.stringMatching(
      `^Projections wait for process ${backend?.pid}: it has held the append lock for \\d+ s; end it$`,
    ),
  ]);
  await writer.rollback();
  expect(await health({ driver, schema, heldFor: 0 })).toEqual({ ready: true, notes: [] });
});

it("health names the prepared transaction that has held the append lock for long", async (context) => {
  const [setting] = await administer((sql) => sql`select current_setting('max_prepared_transactions')::integer as n`);
  if (setting?.n === 0) return context.skip("max_prepared_transactions is 0");
  await writer.begin();
  await writer.insert();
  await writer.run("prepare transaction 'forgotten'");
  const { notes } = await health({ driver, schema, heldFor: 0 });
  expect(notes).toEqual([expect.stringContaining('Projections wait for prepared transaction "forgotten"')]);
  await writer.run("rollback prepared 'forgotten'");
});
