import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { appendOf } from "../../src/testing/store-contract/requests.ts";
import { freshDatabase } from "../support/database.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

let store: Store;
let operator: RawWriter;
let other: RawWriter;
let caseNumber = 0;

beforeAll(async () => {
  const url = await freshDatabase();
  store = await postgresStore({ url });
  operator = rawWriter(url);
  other = rawWriter(url);
});
beforeEach(async () => {
  caseNumber++;
  await operator.run("truncate myelin.accepted, myelin.commands");
  await other.begin();
});
afterEach(() => other.rollback());
afterAll(() => Promise.all([store.close(), operator.end(), other.end()]));

const accept = (id: string, leaseMs = 60_000) => store.commands.accept({ id, hash: "ours", submission: null, leaseMs });
const take = () => store.commands.take({ limit: 10, leaseMs: 60_000 });
const acceptElsewhere = () =>
  other.run(`insert into myelin.accepted values ('c', 'theirs', '{}', 1, now() + interval '1 hour', now())`);

/** Resolves when a statement of the store stands at a lock. */
async function blocked(): Promise<void> {
  const waiting = `select pid from pg_stat_activity
    where datname = current_database() and application_name = 'myelin' and wait_event_type = 'Lock'`;
  await expect.poll(() => operator.run(waiting), { interval: 10 }).toHaveLength(1);
}

describe("an acceptance that meets another's uncommitted one", () => {
  it("waits, and knows the id when that one commits", async () => {
    await acceptElsewhere();
    const accepting = accept("c");
    await blocked();
    await other.commit();
    expect(await accepting).toEqual({ kind: "known", status: { status: "pending", hash: "theirs" } });
  });

  it("is the first when that one rolls back", async () => {
    await acceptElsewhere();
    const accepting = accept("c");
    await blocked();
    await other.rollback();
    expect(await accepting).toMatchObject({ kind: "accepted", command: { hash: "ours", attempt: 1 } });
  });
});

describe("taking", () => {
  it("passes over a command that another is taking, and does not take it when that one commits", async () => {
    await accept("a", 0);
    await accept("b", 0);
    await other.run("update myelin.accepted set attempt = 2, lease_until = now() + interval '1 hour' where id = 'a'");
    expect((await take()).map(({ id }) => id)).toEqual(["b"]);
    await other.commit();
    expect(await take()).toEqual([]);
  });
});

describe("a sweep", () => {
  const sweep = () => store.commands.sweep({ keptMs: 0, limit: 10 });

  it("passes over an outcome that another holds, and finds it the next time", async () => {
    const stream = { type: "thing", id: `${caseNumber}` };
    await store.events.append([appendOf({ stream, command: "c", hash: "h", events: [] })]);
    await other.run("select from myelin.commands where id = 'c' for update");
    expect(await sweep()).toBe(0);
    await other.commit();
    expect(await sweep()).toBe(1);
  });

  it("leaves a failed command that is accepted anew meanwhile", async () => {
    const accepted = await accept("c");
    expect(accepted.kind).toBe("accepted");
    await store.commands.fail({ id: "c", attempt: 1 }, { code: "internal", message: "broken" });
    await other.run("update myelin.accepted set failure = null, attempt = 2 where id = 'c'");
    expect(await sweep()).toBe(0);
    await other.commit();
    expect(await sweep()).toBe(0);
    expect(await store.commands.find("c")).toEqual({ status: "pending", hash: "ours" });
  });

  it("looks at the oldest by their index", async () => {
    await operator.run("set enable_seqscan = off");
    const rows = await operator.run(`explain select c.id from myelin.commands c
      where c.created_at <= (select now()) order by c.created_at limit 10 for update skip locked`);
    await operator.run("reset enable_seqscan");
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(/Index Scan using commands_by_age/);
  });
});

describe("what Postgres cannot keep", () => {
  it.each([
    ["a zero character in the id", { id: "a\0", submission: null }],
    ["half of a surrogate pair in the id", { id: "a\ud800", submission: null }],
    ["a zero character in the submission", { id: "a", submission: { text: "\0" } }],
  ])("is refused: %s", async (_, { id, submission }) => {
    const accepting = store.commands.accept({ id, hash: "h", submission, leaseMs: 60_000 });
    await expect(accepting).rejects.toMatchObject({ code: "invalid_command" });
    expect(await operator.run("select from myelin.accepted")).toHaveLength(0);
  });
});
