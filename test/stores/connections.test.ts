import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openConnection } from "../../adapters/postgres-js/connection.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { turnstile } from "../../adapters/postgres-js/turnstile.ts";
import { at, claimedProcessor, mustWork, registered, stateOf } from "../../src/testing/store-contract/processors.ts";
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

describe("a turnstile", () => {
  it("lets in as many as there is room for, and the others in the order they came", async () => {
    const door = turnstile({ room: 2, patience: 60_000 });
    const order: number[] = [];
    const visit = (n: number) => door.enter().then(() => order.push(n));
    const visits = [0, 1, 2, 3].map(visit);
    await Promise.all(visits.slice(0, 2));
    expect(order).toEqual([0, 1]);
    door.leave();
    await visits[2];
    expect(order).toEqual([0, 1, 2]);
    door.leave();
    await visits[3];
    for (let n = 0; n < 2; n++) door.leave();
    await door.close();
    await expect(door.enter()).rejects.toMatchObject({ sent: false });
  });
});
