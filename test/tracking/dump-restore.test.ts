import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { startOfLog } from "../../src/model/position.ts";
import type { Store } from "../../src/store/store.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { claimedProcessor, mustWork, stateOf } from "../../src/testing/store-contract/processors.ts";
import { appendOf, loadOne } from "../../src/testing/store-contract/requests.ts";
import { type LocalCluster, startCluster } from "../support/local-cluster.ts";
import { folderWith, output } from "../support/programs.ts";
import { rawWriter } from "../support/raw-writer.ts";

const bin = await folderWith("initdb", "postgres", "pg_dump", "pg_restore", "psql");
const reason = "no initdb, postgres, pg_dump, pg_restore and psql of one version on this machine";
// Where every tool must be there, a skipped test would be one that cannot fail.
if (bin === undefined && process.env.CI === "true") throw new Error(`Cannot test dump and restore: ${reason}`);

const stream = { type: "thing", id: "s" };
const kept = { stream, command: "kept", hash: "h", events: [{ id: "e1" }, { id: "e2" }] };

describe.skipIf(bin === undefined)(`a log restored into a new cluster (skipped when there is ${reason})`, () => {
  const tool = (name: string): string => join(bin ?? "", name);
  let folder: string;
  let source: LocalCluster;
  let target: LocalCluster;
  let before: Awaited<ReturnType<typeof contents>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "myelin-dump-"));
    await chmod(folder, 0o777);
    [source, target] = [await startCluster(bin ?? "", "source"), await startCluster(bin ?? "", "target")];
    const store = await postgresStore({ url: source.url });
    await fill(store);
    before = await contents(store);
    await store.close();
    await output(tool("pg_dump"), ["-d", source.url, "-Fc", "-f", join(folder, "log.dump")]);
    await output(tool("pg_dump"), ["-d", source.url, "-Fp", "-f", join(folder, "log.sql")]);
  });
  afterAll(async () => {
    await Promise.all([source?.stop(), target?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  async function fill(store: Store): Promise<void> {
    await store.schema.migrate(contractTables());
    const [undone, done] = [rawWriter(source.url), rawWriter(source.url)];
    // Transactions of their own raise the cluster's numbers far above those of a new one.
    for (let n = 0; n < 50; n++) await done.run("select pg_current_xact_id()");
    await store.events.append([appendOf(kept)]);
    await undone.begin();
    await undone.insert();
    await undone.insert();
    for (let n = 0; n < 3; n++) await done.insert();
    await undone.rollback();
    await done.insert();
    const claim = await claimedProcessor(store, "p");
    const [, second] = await store.events.readLog({
      after: startOfLog,
      upTo: await store.events.lastPosition(),
      limit: 2,
    });
    const to = second?.position ?? startOfLog;
    await mustWork(store, claim, { to });
    await Promise.all([undone.end(), done.end()]);
  }

  /** The database `name` of the target, empty. */
  async function emptyDatabase(name: string): Promise<string> {
    await output(tool("psql"), ["-d", target.url, "-c", `create database ${name}`]);
    const url = new URL(target.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  it("from a dump of the whole database goes on where it was", async () => {
    const url = await emptyDatabase("whole");
    await output(tool("pg_restore"), ["-d", url, "--exit-on-error", join(folder, "log.dump")]);
    await goesOn(url);
  });

  it("from a script goes on where it was", async () => {
    const url = await emptyDatabase("script");
    await output(tool("psql"), ["-d", url, "-v", "ON_ERROR_STOP=1", "-q", "-f", join(folder, "log.sql")]);
    await goesOn(url);
  });

  it("from its data alone is refused until migrate has mended the sequence, and then goes on", async () => {
    const url = await emptyDatabase("data_only");
    const store = await postgresStore({ url });
    await store.schema.migrate(contractTables());
    const listing = await output(tool("pg_restore"), ["-l", "--data-only", join(folder, "log.dump")]);
    const tables = listing.split("\n").filter((line) => /TABLE DATA/.test(line) && !/ migrations /.test(line));
    await writeFile(join(folder, "tables.list"), tables.join("\n"));
    const args = ["--data-only", "--exit-on-error", "-L", join(folder, "tables.list"), join(folder, "log.dump")];
    await output(tool("pg_restore"), ["-d", url, ...args]);
    expect(await store.schema.problems(contractTables())).toEqual([expect.stringContaining("stands behind the table")]);
    expect(await store.schema.migrate(contractTables())).toEqual(['mended the sequence of "myelin.events"']);
    await store.close();
    await goesOn(url);
  });

  async function goesOn(url: string): Promise<void> {
    const store = await postgresStore({ url });
    const writers = [rawWriter(url), rawWriter(url), rawWriter(url)] as const;
    try {
      expect(await store.schema.problems(contractTables())).toEqual([]);
      expect(await contents(store)).toEqual(before);
      expect(await store.events.append([appendOf(kept)])).toMatchObject([{ kind: "duplicate" }]);
      await goesOnWithoutGaps(store, writers);
    } finally {
      await Promise.all([store.close(), ...writers.map((writer) => writer.end())]);
    }
  }

  async function goesOnWithoutGaps(store: Store, writers: readonly ReturnType<typeof rawWriter>[]): Promise<void> {
    const [slow, undone, done] = writers;
    if (!slow || !undone || !done) throw new Error("three writers were made");
    const [segment] = (await stateOf(store, "p")).segments;
    const after = segment?.position ?? startOfLog;
    for (const writer of [slow, undone]) await writer.begin();
    const first = await slow.insert();
    expect(first).toBeGreaterThan(Number(before.last));
    await undone.insert();
    const last = await done.insert();
    await undone.rollback();
    for (let look = 0; look < 5; look++) expect(await store.events.safeHead()).toBe(before.last);
    await slow.commit();
    for (let look = 0; look < 5; look++) await store.events.safeHead();
    const upTo = await store.events.safeHead();
    expect(Number(upTo)).toBe(last);
    const seen = (await store.events.readLog({ after, upTo, limit: 100 })).map(({ position }) => Number(position));
    expect(seen).toEqual([...before.positions.slice(2), first, last]);
  }
});

/** What a reader can see of a log, and where its processors stand. */
async function contents(store: Store) {
  for (let look = 0; look < 5; look++) await store.events.safeHead();
  const last = await store.events.safeHead();
  expect(last).toBe(await store.events.lastPosition());
  const events = await store.events.readLog({ after: startOfLog, upTo: last, limit: 1_000 });
  const { head, recorded } = await loadOne(store, { stream, after: 0, commandId: "kept" });
  const positions = events.map(({ position }) => Number(position));
  return { last, events, positions, head, recorded, segments: await standsOf(store) };
}

/** Without owners, whose leases go by the clock. */
async function standsOf(store: Store) {
  const { segments } = await stateOf(store, "p");
  return segments.map(({ owner, ...stand }) => ({ ...stand, node: owner?.node }));
}
