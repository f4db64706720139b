import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadText } from "../../adapters/postgres/events/load-streams.ts";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { loadOne, mustAppend } from "../../src/testing/store-contract/requests.ts";
import { freshDatabase } from "../support/database.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

let store: Store;
let operator: RawWriter;
/** Nothing was counted of it before. */
let reader: RawWriter;

beforeAll(async () => {
  const url = await freshDatabase();
  store = await postgresStore({ url });
  operator = rawWriter(url);
  reader = rawWriter(url);
});
afterAll(() => Promise.all([store.close(), operator.end(), reader.end()]));

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
    await operator.run(`insert into myelin.events
      (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
      select 'thing', 'long', n, 'e' || n, 'thing.Done', 1, '{}', '{}', 'c', 'c' from generate_series(1, 500) n`);
    const long = {
      stream: { type: "thing", id: "long" },
      fingerprint: "f",
      version: 499,
      eventId: "e499",
      state: null,
    };
    await store.snapshots.save([long]);
    await reader.run(`prepare loading as ${loadText(schemaName("myelin"))}`);
    await reader.begin();
    const loaded = await reader.run(
      "execute loading (array['thing'], array['long'], array[0], array[null], array['f'])",
    );
    expect(loaded.map(({ part, version }) => [part, version])).toEqual([
      [4, 499],
      [1, 499],
      [3, 500],
    ]);
    const [read] = await reader.run(
      `select sum(seq_scan)::integer as scans, sum(idx_tup_fetch)::integer as fetched from pg_stat_xact_user_tables
       where schemaname = 'myelin' and relname in ('events', 'snapshots')`,
    );
    expect(read?.scans).toBe(0);
    expect(read?.fetched).toBeLessThan(10);
    await reader.rollback();
  });
});
