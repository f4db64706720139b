import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openConnection } from "../../adapters/postgres-js/connection.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { at, claimedProcessor, mustWork, registered, stateOf } from "../../src/testing/store-contract/processors.ts";
import { appendOf, loadOne } from "../../src/testing/store-contract/requests.ts";
import { cuttingProxy } from "../support/cutting-proxy.ts";
import { freshDatabase } from "../support/database.ts";
import { rawWriter } from "../support/raw-writer.ts";

const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

/** Statements that the server keeps prepared for a connection after one worth preparing was sent. */
async function preparedBy(url: string, mode?: "direct" | "pooled"): Promise<string> {
  const connection = await openConnection({ url, mode, applicationName: "test", connectTimeout: 5_000 });
  ended.push(() => connection.close());
  await connection.query({ text: "select $1::text", values: ["x"], prepare: true });
  const { rows } = await connection.query({ text: "select count(*) from pg_prepared_statements" });
  return String(rows[0]?.[0]);
}

describe("a connection", () => {
  it("prepares statements when it leads straight to the server", async () => {
    expect(await preparedBy(await freshDatabase())).toBe("1");
  });

  it("prepares none when the handshake names another backend than the one that answers", async () => {
    const proxy = await cuttingProxy(await freshDatabase(), { handshakePid: 4_711 });
    ended.push(proxy.close);
    expect(await preparedBy(proxy.url)).toBe("0");
    expect(await preparedBy(proxy.url, "direct")).toBe("1");
  });

  it("prepares none when it was told that it is pooled", async () => {
    expect(await preparedBy(await freshDatabase(), "pooled")).toBe("0");
  });

  it("gives a server up that takes connections and closes them, instead of trying for ever", async () => {
    let taken = 0;
    const server = createServer((socket) => {
      taken++;
      socket.on("error", () => {});
      socket.resume().end();
    });
    const url = await urlOf(server);
    const opening = openConnection({ url, mode: undefined, applicationName: "test", connectTimeout: 60_000 });
    await expect(opening).rejects.toMatchObject({ name: "DatabaseError", code: undefined, sent: false });
    expect(taken).toBe(1);
  });

  it("gives a server up that takes a connection and says nothing", async () => {
    const server = createServer((socket) => socket.on("error", () => {}).resume());
    const opening = openConnection({
      url: await urlOf(server),
      mode: undefined,
      applicationName: "test",
      connectTimeout: 100,
    });
    await expect(opening).rejects.toMatchObject({ name: "DatabaseError", code: undefined, sent: false });
  });

  it("tells the server's refusal by its code", async () => {
    const url = new URL(await freshDatabase());
    url.pathname = "/no_such_database";
    const opening = openConnection({ url: url.href, mode: undefined, applicationName: "test", connectTimeout: 5_000 });
    await expect(opening).rejects.toMatchObject({ code: "3D000", sent: false });
  });
});

function urlOf(server: ReturnType<typeof createServer>): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      ended.push(() => new Promise((done) => server.close(() => done(undefined))));
      const address = server.address();
      resolve(`postgres://u:p@127.0.0.1:${typeof address === "object" ? address?.port : 0}/d`);
    });
  });
}

describe("a store of few connections", () => {
  it("serves many callers in turn", async () => {
    const store = await postgresStore({ url: await freshDatabase(), max: 2 });
    ended.push(store.close);
    const processors = Array.from({ length: 40 }, (_, n) => `p${n}`);
    await Promise.all(processors.map((processor) => registered(store, processor)));
    const states = await Promise.all(processors.map((processor) => stateOf(store, processor)));
    expect(states.map(({ name }) => name)).toEqual(processors);
  });

  it("is unavailable to those who would wait too long", async () => {
    const store = await postgresStore({ url: await freshDatabase(), max: 1, connectTimeout: 300 });
    ended.push(store.close);
    await mustWork(store, await claimedProcessor(store, "p"), {
      to: at(1),
      handle: async () => void (await expect(store.segments.state("p")).rejects.toMatchObject({ code: "unavailable" })),
    });
    expect((await stateOf(store, "p")).segments).toMatchObject([{ position: "1" }]);
  });

  it("ends each statement that is under way on a connection when that breaks, also what was not sent yet", async () => {
    const url = await freshDatabase();
    const proxy = await cuttingProxy(url);
    const store = await postgresStore({ url: proxy.url, max: 1 });
    const [blocker, operator] = [rawWriter(url), rawWriter(url)];
    ended.push(proxy.close, store.close, blocker.end, operator.end);
    // Known to be a connection that can be shared; the append's statement is still to be prepared.
    const load = (id: string) => loadOne(store, { stream: { type: "thing", id }, after: 0 });
    await load("warm");
    await blocker.begin();
    await blocker.run("lock table myelin.events in exclusive mode");
    const append = (id: string) =>
      store.events.append([appendOf({ stream: { type: "thing", id }, command: id, events: [{ id: "e" }] })]);
    const all = Promise.allSettled([append("a"), append("b"), load("a"), load("b")]);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => operator.run(waiting)).toHaveLength(1);
    proxy.interrupt();
    const codes = (await all).map((each) => (each.status === "rejected" ? each.reason.code : each.status));
    expect(codes).toEqual(["outcome_unknown", "outcome_unknown", "unavailable", "unavailable"]);
    await blocker.rollback();
  });

  it("sends brief statements behind each other, and one that needs the connection alone behind those before it", async () => {
    const url = await freshDatabase();
    const store = await postgresStore({ url, max: 1 });
    const [blocker, operator] = [rawWriter(url), rawWriter(url)];
    ended.push(store.close, blocker.end, operator.end);
    const stream = (id: string) => ({ type: "thing", id });
    const append = (id: string) =>
      store.events.append([appendOf({ stream: stream(id), command: id, events: [{ id: "e" }] })]);
    await append("warm");
    await loadOne(store, { stream: stream("warm"), after: 0 });
    await blocker.begin();
    await blocker.run("lock table myelin.events in exclusive mode");
    const order: string[] = [];
    const noting = <T>(name: string, work: Promise<T>) => work.then(() => order.push(name));
    const all = [
      noting("append", append("a")),
      noting("load", loadOne(store, { stream: stream("a"), after: 0 })),
      noting("alone", registered(store, "p")),
      noting("later", loadOne(store, { stream: stream("a"), after: 0 })),
    ];
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => operator.run(waiting)).toHaveLength(1);
    expect(order).toEqual([]);
    await blocker.rollback();
    await Promise.all(all);
    expect(order.slice(0, 2).sort()).toEqual(["append", "load"]);
    expect(order.slice(2)).toEqual(["alone", "later"]);
  });

  it("sends a brief statement while another on its connection has no answer yet", async () => {
    const url = await freshDatabase();
    const proxy = await cuttingProxy(url);
    const store = await postgresStore({ url: proxy.url, max: 1 });
    const blocker = rawWriter(url);
    ended.push(proxy.close, store.close, blocker.end);
    const append = (id: string) =>
      store.events.append([appendOf({ stream: { type: "thing", id }, command: id, events: [{ id: "e" }] })]);
    const load = (id: string) => loadOne(store, { stream: { type: "thing", id }, after: 0 });
    await append("warm");
    await load("warm");
    await blocker.begin();
    await blocker.run("lock table myelin.events in exclusive mode");
    const cut = proxy.cut("before", "sent-behind");
    const all = Promise.allSettled([append("a"), load("sent-behind")]);
    await cut;
    const codes = (await all).map((each) => (each.status === "rejected" ? each.reason.code : each.status));
    expect(codes).toEqual(["outcome_unknown", "unavailable"]);
    await blocker.rollback();
  });

  it("waits for what is under way when it closes, and refuses what comes later", async () => {
    const url = await freshDatabase();
    const store = await postgresStore({ url });
    const claim = await claimedProcessor(store, "p");
    const order: string[] = [];
    let closing: Promise<void> | undefined;
    await mustWork(store, claim, {
      to: at(1),
      handle: async () => {
        closing = store.close().then(() => void order.push("closed"));
        await expect(store.events.lastPosition()).rejects.toMatchObject({ code: "unavailable" });
        order.push("handled");
        return undefined;
      },
    });
    await closing;
    expect(order).toEqual(["handled", "closed"]);
    const reader = rawWriter(url);
    ended.push(reader.end);
    expect(await reader.run("select position::integer from myelin.segments")).toEqual([{ position: 1 }]);
    await expect
      .poll(() =>
        reader.run("select from pg_stat_activity where datname = current_database() and application_name = 'myelin'"),
      )
      .toEqual([]);
  });
});
