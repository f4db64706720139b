import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { startOfLog } from "../../src/model/position.ts";
import type { Store } from "../../src/store/store.ts";
import { at, claimedProcessor, nothing, stateOf } from "../../src/testing/store-contract/processors.ts";
import { type AppendDraft, appendOf, loadOne } from "../../src/testing/store-contract/requests.ts";
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
const first: AppendDraft = { stream, command: "c1", hash: "h", events: [{ id: "marked-event" }] };

const append = (draft: AppendDraft) => store.events.append([appendOf(draft)]);

describe("an append whose connection breaks", () => {
  it("before it reaches the server is of unknown outcome, and nothing was stored", async () => {
    const cut = proxy.cut("before", "marked-event");
    await expect(append(first)).rejects.toMatchObject({ code: "outcome_unknown" });
    await cut;
    const { head, recorded } = await loadOne(store, { stream, after: 0, commandId: "c1" });
    expect([head.version, recorded]).toEqual([0, undefined]);
    expect(await append(first)).toMatchObject([{ kind: "appended" }]);
  });

  it("after its commit is of unknown outcome, and is found by its id", async () => {
    const cut = proxy.cut("after", "marked-event");
    await expect(append(first)).rejects.toMatchObject({ code: "outcome_unknown" });
    await cut;
    const { events, recorded } = await loadOne(store, { stream, after: 0, commandId: "c1" });
    expect(events.map(({ id, commandId }) => [id, commandId])).toEqual([["marked-event", "c1"]]);
    expect(await append(first)).toEqual([{ kind: "duplicate", recorded }]);
  });

  it("while the server is still at it is of unknown outcome, and its id is taken until the server is done", async () => {
    const [blocker, operator] = [rawWriter(url), rawWriter(url)];
    await blocker.begin();
    await blocker.run("lock table myelin.events in exclusive mode");
    const cut = proxy.cut("meanwhile", "marked-event");
    await expect(append(first)).rejects.toMatchObject({ code: "outcome_unknown" });
    await cut;
    await expect.poll(() => operator.run(waitingBackends)).toHaveLength(1);
    const impatient = await postgresStore({ url, waitMs: 50 });
    expect(await impatient.events.append([appendOf(first)])).toEqual([{ kind: "in-progress" }]);
    const waiting = direct.events.append([appendOf(first)]);
    await blocker.rollback();
    expect(await waiting).toMatchObject([{ kind: "duplicate", recorded: { outcome: { status: "done", version: 1 } } }]);
    expect((await loadOne(direct, { stream, after: 0 })).events).toHaveLength(1);
    await Promise.all([blocker.end(), operator.end(), impatient.close()]);
  });

  it("because the server ends the session is of unknown outcome", async () => {
    const [blocker, operator] = [rawWriter(url), rawWriter(url)];
    await blocker.begin();
    await blocker.run("lock table myelin.events in exclusive mode");
    const appending = append(first).catch((error: unknown) => error);
    await expect.poll(() => operator.run(waitingBackends)).toHaveLength(1);
    await operator.run(`select pg_terminate_backend(pid) from (${waitingBackends}) as waiting`);
    expect(await appending).toMatchObject({ code: "outcome_unknown" });
    await blocker.rollback();
    await Promise.all([blocker.end(), operator.end()]);
  });
});

describe("an acceptance whose connection breaks", () => {
  const accepting = () => store.commands.accept({ id: "marked", hash: "h", submission: null, leaseMs: 60_000 });

  it.each([
    ["before", undefined],
    ["after", { status: "pending", hash: "h" }],
  ] as const)("%s its commit is of unknown outcome, and is found by its id", async (at, status) => {
    const cut = proxy.cut(at, "marked");
    await expect(accepting()).rejects.toMatchObject({ code: "outcome_unknown" });
    await cut;
    expect(await direct.commands.find("marked")).toEqual(status);
  });
});

const waitingBackends = `select pid from pg_stat_activity
  where datname = current_database() and application_name = 'myelin' and wait_event_type = 'Lock'`;

describe("a database that is away", () => {
  it("makes an append unavailable when nothing was sent, and a store heals by itself", async () => {
    await append(first);
    proxy.interrupt();
    // Whoever is first finds out that its connection is gone; from then on nothing can be sent.
    await expect(loadOne(store, { stream, after: 0 })).rejects.toMatchObject({ code: "unavailable" });
    await expect(append({ ...first, command: "c2" })).rejects.toMatchObject({ code: "unavailable" });
    await expect(store.events.safeHead()).rejects.toMatchObject({ code: "unavailable" });
    expect(await store.health()).toMatchObject({ ready: false });
    proxy.restore();
    const expected = { version: 1, eventId: "marked-event" };
    expect(await append({ stream, expected, command: "c2", events: [{ id: "e2" }] })).toMatchObject([
      { kind: "appended" },
    ]);
    expect(await store.health()).toEqual({ ready: true, notes: [] });
  });

  it("makes a read unavailable whose connection breaks under way, and the next read goes well", async () => {
    const cut = proxy.cut("after", "only-read");
    await expect(loadOne(store, { stream: { type: "thing", id: "only-read" }, after: 0 })).rejects.toMatchObject({
      code: "unavailable",
    });
    await cut;
    expect((await loadOne(store, { stream, after: 0 })).head.version).toBe(0);
  });

  it("undoes a batch whose connection breaks, and the next one begins where it was", async () => {
    const claim = await claimedProcessor(store, "p");
    const [from, to] = [startOfLog, at(5)];
    const broken = store.segments.work({ claim, from, to, handle: async () => void (await proxy.interrupt()) });
    await expect(broken).rejects.toMatchObject({ code: "unavailable" });
    proxy.restore();
    expect((await stateOf(store, "p")).segments).toMatchObject([{ position: "0" }]);
    await expect.poll(() => store.segments.work({ claim, from, to, handle: nothing })).toMatchObject({ kind: "done" });
  });
});
