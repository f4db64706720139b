import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSnapshotsText } from "../../adapters/postgres/events/load-streams.ts";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { loadOne, mustAppend } from "../../src/testing/store-contract/requests.ts";
import { freshDatabase } from "../support/database.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

let store: Store;
let operator: RawWriter;

beforeAll(async () => {
  const url = await freshDatabase();
  store = await postgresStore({ url });
  operator = rawWriter(url);
});
afterAll(() => Promise.all([store.close(), operator.end()]));

const stream = { type: "thing", id: "s" };
const snapshotAt = (version: number, eventId: string) =>
  store.snapshots.save([{ stream, fingerprint: "f", version, eventId, state: eventId }]);
const load = () => loadOne(store, { stream, after: 0, snapshot: "f" });

describe("a snapshot of a log that was set back", () => {
  it("is void, also once other events have taken the place of those that are lost", async () => {
    await mustAppend(store, { stream, command: "c1", events: [{ id: "e1" }, { id: "e2" }, { id: "e3" }] });
    await snapshotAt(3, "e3");
    await operator.run("delete from myelin.events where version > 1");
    expect(await load()).toMatchObject({ events: [{ id: "e1" }], head: { version: 1 } });
    expect(await load()).not.toHaveProperty("snapshot");

    const expected = { version: 1, eventId: "e1" };
    await mustAppend(store, { stream, expected, command: "c2", events: [{ id: "f2" }, { id: "f3" }, { id: "f4" }] });
    expect((await load()).events.map(({ id }) => id)).toEqual(["e1", "f2", "f3", "f4"]);
    expect(await load()).not.toHaveProperty("snapshot");

    await snapshotAt(2, "f2");
    expect(await load()).toMatchObject({ snapshot: { version: 2, state: "f2" }, events: [{ id: "f3" }, { id: "f4" }] });
  });
});

describe("loading with snapshots", () => {
  it("reads by index, and no event below the snapshot", async () => {
    const values = ["array['thing']", "array['s']", "array[0]", "array[null]", "array['f']"].join(", ");
    await operator.run("set enable_seqscan = off");
    await operator.run(`prepare loading as ${loadSnapshotsText(schemaName("myelin"))}`);
    const rows = await operator.run(
      `explain (analyze, costs off, timing off, summary off) execute loading (${values})`,
    );
    const plan = rows.map((row) => String(row["QUERY PLAN"])).join("\n");
    expect(plan).toMatch(/Index Scan using snapshots_pkey/);
    expect(plan).toMatch(/version > COALESCE\(s\.version, r\.after\)/);
    expect(plan).not.toMatch(/Seq Scan/);
  });
});
