import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { ExclusiveEvents } from "../../src/store/event-store.ts";
import type { Store } from "../../src/store/store.ts";
import { appendOf, loadOne } from "../../src/testing/store-contract/requests.ts";
import { type CuttingProxy, cuttingProxy } from "../support/cutting-proxy.ts";
import { freshDatabase } from "../support/database.ts";
import { rawWriter } from "../support/raw-writer.ts";

let url: string;
let proxy: CuttingProxy;
let store: Store;
let direct: Store;

beforeEach(async () => {
  url = await freshDatabase();
  proxy = await cuttingProxy(url);
  store = await postgresStore({ url: proxy.url, connectTimeout: 2_000 });
  direct = await postgresStore({ url });
});
afterEach(async () => {
  await store.close();
  await direct.close();
  await proxy.close();
});

const stream = { type: "thing", id: "s" };
const request = appendOf({ stream, command: "c1", hash: "h", events: [{ id: "marked-event" }] });
const keys = ["k"];
const append = ({ append }: ExclusiveEvents) => append([request]);
const stored = async () => (await loadOne(direct, { stream, after: 0 })).head.version;
/** The message that is a commit and nothing else. */
const commit = "commit\0";

/** The keys are free and the id is not taken: the lost transaction has left nothing. */
async function canBeDoneAgain(): Promise<void> {
  expect(await direct.events.exclusive({ keys, work: append })).toMatchObject({
    kind: "done",
    value: [{ kind: "appended" }],
  });
}

describe("exclusive work whose connection breaks", () => {
  it("before it has its keys is unavailable, and does not begin", async () => {
    const cut = proxy.cut("before", "pg_advisory_xact_lock");
    let begun = false;
    const work = async () => {
      begun = true;
    };
    await expect(store.events.exclusive({ keys, work })).rejects.toMatchObject({ code: "unavailable" });
    await cut;
    expect(begun).toBe(false);
    await canBeDoneAgain();
  });

  it.each(["before", "after", "meanwhile"] as const)("%s its append is unavailable: nothing was stored", async (at) => {
    const cut = proxy.cut(at, "marked-event");
    await expect(store.events.exclusive({ keys, work: append })).rejects.toMatchObject({ code: "unavailable" });
    await cut;
    await canBeDoneAgain();
    expect(await stored()).toBe(1);
  });

  it("before its commit is of unknown outcome, and nothing was stored", async () => {
    const cut = proxy.cut("before", commit);
    await expect(store.events.exclusive({ keys, work: append })).rejects.toMatchObject({ code: "outcome_unknown" });
    await cut;
    await canBeDoneAgain();
  });

  it("after its commit is of unknown outcome, and is found by its id", async () => {
    const cut = proxy.cut("after", commit);
    await expect(store.events.exclusive({ keys, work: append })).rejects.toMatchObject({ code: "outcome_unknown" });
    await cut;
    const { recorded } = await loadOne(direct, { stream, after: 0, commandId: "c1" });
    expect([await stored(), recorded?.outcome]).toMatchObject([1, { status: "done", version: 1 }]);
    expect(await store.events.exclusive({ keys, work: append })).toEqual({
      kind: "done",
      value: [{ kind: "duplicate", recorded }],
    });
  });

  it("at its commit is unavailable when it appended nothing", async () => {
    const cut = proxy.cut("after", commit);
    const work = ({ load }: ExclusiveEvents) => load([{ stream, after: 0 }]);
    await expect(store.events.exclusive({ keys, work })).rejects.toMatchObject({ code: "unavailable" });
    await cut;
  });

  it("is unavailable although the work went on without", async () => {
    const cut = proxy.cut("after", "marked-event");
    const work = async (events: ExclusiveEvents) => append(events).catch(() => "swallowed");
    await expect(store.events.exclusive({ keys, work })).rejects.toMatchObject({ code: "unavailable" });
    await cut;
    expect(await stored()).toBe(0);
  });

  it("because the server ends the session is unavailable before the commit", async () => {
    const operator = rawWriter(url);
    const work = async (events: ExclusiveEvents) => {
      await append(events);
      await operator.run(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'myelin' and state = 'idle in transaction'`);
      return events.load([{ stream, after: 0 }]);
    };
    await expect(store.events.exclusive({ keys, work })).rejects.toMatchObject({ code: "unavailable" });
    await operator.end();
    await canBeDoneAgain();
  });
});
