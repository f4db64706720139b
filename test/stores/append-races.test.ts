import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { appendOf, loadOne, noHead } from "../../src/testing/store-contract/requests.ts";
import { freshDatabase } from "../support/database.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

let store: Store;
let impatient: Store;
let operator: RawWriter;
let other: RawWriter;
let caseNumber = 0;

beforeAll(async () => {
  const url = await freshDatabase();
  store = await postgresStore({ url });
  impatient = await postgresStore({ url, waitMs: 50 });
  operator = rawWriter(url);
  other = rawWriter(url);
});
beforeEach(() => {
  caseNumber++;
  return other.begin();
});
afterEach(() => other.rollback());
afterAll(() => Promise.all([store.close(), impatient.close(), operator.end(), other.end()]));

const streamOf = (name: string) => ({ type: "thing", id: `${caseNumber}-${name}` });

/** The other side's row of a stream, not committed yet. */
async function insertElsewhere(name: string): Promise<void> {
  await other.run(`insert into myelin.events
    (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
    values ('thing', '${streamOf(name).id}', 1, 'elsewhere', 'thing.Done', 1, '{}', '{}', 'c', 'c')`);
}

async function claimElsewhere(id: string): Promise<void> {
  await other.run(`insert into myelin.commands (id, hash, name, stream_type, stream_id, status, version, event_count)
    values ('${id}', 'theirs', 'Do', 'thing', '${streamOf("s").id}', 'done', 0, 0)`);
}

/** Resolves when `count` appends stand at a lock. */
async function blocked(count: number): Promise<void> {
  const waiting = `select pid from pg_stat_activity
    where datname = current_database() and application_name = 'myelin' and wait_event_type = 'Lock'`;
  await expect.poll(() => operator.run(waiting), { interval: 10 }).toHaveLength(count);
}

const requests = (...names: readonly string[]) =>
  names.map((name) =>
    appendOf({
      stream: streamOf(name),
      command: `c-${streamOf(name).id}`,
      hash: "ours",
      events: [{ id: `ours-${name}` }],
    }),
  );

describe("an append that meets another's uncommitted row", () => {
  it("conflicts when that one commits, and its neighbours are stored", async () => {
    await insertElsewhere("b");
    const appending = store.events.append(requests("a", "b", "c"));
    await blocked(1);
    await other.commit();
    expect(await appending).toMatchObject([
      { kind: "appended" },
      { kind: "conflict", version: 1 },
      { kind: "appended" },
    ]);
    const { head, recorded } = await loadOne(store, {
      stream: streamOf("b"),
      after: 0,
      commandId: `c-${streamOf("b").id}`,
    });
    expect([head.eventId, recorded]).toEqual(["elsewhere", undefined]);
    expect((await loadOne(store, { stream: streamOf("c"), after: 0 })).head.eventId).toBe("ours-c");
  });

  it("is stored when that one rolls back", async () => {
    await insertElsewhere("b");
    const appending = store.events.append(requests("a", "b"));
    await blocked(1);
    await other.rollback();
    expect(await appending).toMatchObject([{ kind: "appended" }, { kind: "appended" }]);
  });

  it("conflicts when that one does not end, and stores nothing", async () => {
    await insertElsewhere("b");
    expect(await impatient.events.append(requests("b"))).toEqual([{ kind: "conflict", version: 0 }]);
    const loaded = await loadOne(store, { stream: streamOf("b"), after: 0, commandId: `c-${streamOf("b").id}` });
    expect(loaded).toEqual({ events: [], head: { ...noHead, position: "0" } });
  });
});

describe.each([
  ["one event", ["x"]],
  ["two events", ["x", "y"]],
])("a lone append of %s, without a key, that meets another's uncommitted row", (_, ids) => {
  const request = () => [appendOf({ stream: streamOf("b"), command: "c", events: ids.map((id) => ({ id })) })];
  const head = async () => (await loadOne(store, { stream: streamOf("b"), after: 0 })).head;

  it("conflicts when that one commits", async () => {
    await insertElsewhere("b");
    const appending = store.events.append(request());
    await blocked(1);
    await other.commit();
    expect(await appending).toEqual([{ kind: "conflict", version: 1 }]);
    expect(await head()).toMatchObject({ version: 1, eventId: "elsewhere" });
  });

  it("is stored when that one rolls back", async () => {
    await insertElsewhere("b");
    const appending = store.events.append(request());
    await blocked(1);
    await other.rollback();
    expect(await appending).toMatchObject([{ kind: "appended" }]);
    expect(await head()).toMatchObject({ version: ids.length, eventId: ids.at(-1) });
  });

  it("conflicts when that one does not end, and stores nothing", async () => {
    await insertElsewhere("b");
    expect(await impatient.events.append(request())).toEqual([{ kind: "conflict", version: 0 }]);
    expect(await head()).toMatchObject({ version: 0 });
  });
});

describe("an append whose id is being handled elsewhere", () => {
  it("waits and answers with that one's outcome", async () => {
    await claimElsewhere(`c-${streamOf("s").id}`);
    const appending = store.events.append(requests("s"));
    await blocked(1);
    await other.commit();
    expect(await appending).toMatchObject([{ kind: "duplicate", recorded: { hash: "theirs" } }]);
    expect((await loadOne(store, { stream: streamOf("s"), after: 0 })).head.version).toBe(0);
  });

  it("is stored when that one rolls back", async () => {
    await claimElsewhere(`c-${streamOf("s").id}`);
    const appending = store.events.append(requests("s"));
    await blocked(1);
    await other.rollback();
    expect(await appending).toMatchObject([{ kind: "appended" }]);
  });

  it("is in progress when that one does not end in time", async () => {
    await claimElsewhere(`c-${streamOf("s").id}`);
    expect(await impatient.events.append(requests("s"))).toEqual([{ kind: "in-progress" }]);
    expect((await loadOne(store, { stream: streamOf("s"), after: 0 })).head.version).toBe(0);
  });

  it("leaves the others of its call their own outcomes", async () => {
    await claimElsewhere(`c-${streamOf("b").id}`);
    const results = await impatient.events.append(requests("a", "b", "c"));
    expect(results).toMatchObject([{ kind: "appended" }, { kind: "in-progress" }, { kind: "appended" }]);
    expect((await loadOne(store, { stream: streamOf("b"), after: 0 })).head.version).toBe(0);
  });
});

describe("an append", () => {
  it("puts its rows in the order of stream and version, whatever the order of the requests", async () => {
    const events = ["1", "2", "3"].map((id) => ({ id }));
    const names = ["m", "z", "a", "B"];
    await store.events.append(names.map((name) => appendOf({ stream: streamOf(name), command: `c-${name}`, events })));
    const rows = await operator.run(
      `select stream_id, version from myelin.events where stream_id like '${caseNumber}-%' order by position`,
    );
    const expected = ["B", "a", "m", "z"].flatMap((name) => [1, 2, 3].map((version) => [streamOf(name).id, version]));
    expect(rows.map(({ stream_id, version }) => [stream_id, version])).toEqual(expected);
  });

  it.each([
    ["a zero character in an id", { stream: { type: "thing", id: "a\0" }, events: [] }],
    ["half of a surrogate pair in an id", { stream: { type: "thing", id: "a\ud800" }, events: [] }],
    [
      "a zero character in its data",
      { stream: { type: "thing", id: "a" }, events: [{ id: "e", data: { text: "\0" } }] },
    ],
    [
      "half of a surrogate pair in its data",
      { stream: { type: "thing", id: "a" }, events: [{ id: "e", data: { text: "\ud800" } }] },
    ],
  ])("is refused for %s", async (_, draft) => {
    await expect(store.events.append([appendOf({ ...draft, command: "bad", hash: "h" })])).rejects.toMatchObject({
      code: "invalid_command",
    });
    const { head, recorded } = await loadOne(store, {
      stream: { type: "thing", id: "a" },
      after: 0,
      commandId: "bad",
    });
    expect([head.version, recorded]).toEqual([0, undefined]);
  });
});
