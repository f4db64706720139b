import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import { logEyes } from "../../adapters/postgres/tracking/look.ts";
import { trackLog } from "../../adapters/postgres/tracking/track-log.ts";
import { type Connection, openConnection } from "../../adapters/postgres-js/connection.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { type LocalCluster, startCluster, startStandby } from "../support/local-cluster.ts";
import { folderWith } from "../support/programs.ts";
import { rawWriter } from "../support/raw-writer.ts";

const bin = await folderWith("initdb", "postgres", "pg_basebackup");
const reason = "no initdb, postgres and pg_basebackup of one version on this machine";
// Where every tool must be there, a skipped test would be one that cannot fail.
if (bin === undefined && process.env.CI === "true") throw new Error(`Cannot test a standby: ${reason}`);

describe.skipIf(bin === undefined)(`a standby (skipped when there is ${reason})`, () => {
  let primary: LocalCluster;
  let standby: LocalCluster;
  beforeAll(async () => {
    primary = await startCluster(bin ?? "", "primary");
    const store = await postgresStore({ url: primary.url });
    await store.schema.migrate(contractTables());
    await store.close();
    standby = await startStandby(bin ?? "", primary.url);
  });
  afterAll(() => Promise.all([standby?.stop(), primary?.stop()]));

  const open = (url: string): Promise<Connection> =>
    openConnection({ url, mode: "direct", applicationName: "test", connectTimeout: 5_000 });

  it("is refused for everything, in words", async () => {
    const store = await postgresStore({ url: standby.url });
    const refusal = { code: "unavailable", message: expect.stringContaining("connect to the primary") };
    await expect(store.events.lastPosition()).rejects.toMatchObject(refusal);
    await expect(store.events.safeHead()).rejects.toMatchObject(refusal);
    await expect(store.schema.problems(contractTables())).rejects.toMatchObject(refusal);
    const { ready, notes } = await store.health();
    expect([ready, notes]).toEqual([false, [refusal.message]]);
    await store.close();
  });

  it("that is promoted is another server: whoever followed the old one begins again", async () => {
    const writer = rawWriter(primary.url);
    const [first, second] = [await open(primary.url), rawWriter(standby.url)];
    let current = first;
    const schema = schemaName("myelin");
    const query: Connection["query"] = (statement) => current.query(statement);
    const tracker = trackLog(logEyes({ query }, schema));
    await writer.insert();
    expect(await tracker.advance()).toBe(1n);

    await second.run("select pg_promote()");
    current = await open(standby.url);
    await expect(tracker.advance()).rejects.toMatchObject({ code: undefined });
    expect(Number(await trackLog(logEyes({ query }, schema)).advance())).toBeLessThanOrEqual(1);

    await Promise.all([first.close(), current.close(), writer.end(), second.end()]);
  });
});
