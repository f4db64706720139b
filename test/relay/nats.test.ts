import type { NatsConnection } from "@nats-io/nats-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { natsPublisher } from "../../adapters/nats/mod.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { deadLetter } from "../../src/mod.ts";
import type { Engine, EngineOptions, EventPublisher, Store } from "../../src/runtime/mod.ts";
import { sell, shop, startShop } from "../runtime/relay/till.ts";
import { skipFor } from "../runtimes/lane.ts";
import { freshDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { type NatsServer, natsFolder, startNats } from "../support/nats-server.ts";
import { countMessages, makeStream, readAll, versionsByStream } from "./stream.ts";

const missing = (await natsFolder) === undefined ? "nats-server is not installed; it is Debian's package" : undefined;

describe.skipIf(skipFor(missing))("a relay to NATS JetStream", () => {
  let nats: NatsServer;
  let connection: NatsConnection;
  const engines: Engine[] = [];

  beforeAll(async () => {
    nats = await startNats();
    connection = await nats.connect();
  });
  afterEach(async () => {
    for (const one of engines.splice(0)) await one.stop();
    const { jetstreamManager } = await import("@nats-io/jetstream");
    await (await jetstreamManager(connection)).streams.delete("SHOP").catch(() => {});
  });
  afterAll(() => nats?.stop());

  async function running(options: Partial<EngineOptions> & { readonly out?: EventPublisher } = {}): Promise<Engine> {
    const engine = await startShop({ out: natsPublisher({ connection, stream: "SHOP" }), ...options });
    engines.push(engine);
    return engine;
  }

  async function letters(engine: Engine): Promise<number> {
    return (await engine.processors.status("out")).letters;
  }

  test("publishes each event under its id, to the subject of its aggregate and type, with its headers", async () => {
    await makeStream(connection);
    const engine = await running();
    await sell(engine, "Käse 1", 5);
    await engine.submit({ command: "Close", payload: { tillId: "Käse 1" } });
    await eventually(async () => expect(await countMessages(connection)).toBe(2));
    const [sold, closed] = await readAll(connection);
    const [event] = await engine.readStream({ type: "till", id: "Käse 1" }, { after: 0, limit: 1 });
    expect(sold).toMatchObject({ id: event?.id, subject: "myelin.shop.till.Sold", data: { cents: 5, note: "" } });
    expect(decodeURIComponent(sold?.headers["Myelin-Key"] ?? "")).toBe("till/Käse 1");
    expect(sold?.headers).toMatchObject({ "Myelin-Position": event?.position, "Myelin-Version": "1" });
    expect(closed).toMatchObject({ subject: "myelin.shop.till.Closed", version: 2 });
  });

  test("keeps the order of each key with several segments on several nodes", async () => {
    await makeStream(connection);
    const url = await freshDatabase();
    const tables = shop({ segments: 4 });
    const one = await running({ tables, node: "one", store: await postgresStore({ url }) });
    const other = await running({ tables, node: "other", store: await postgresStore({ url }) });
    const ids = Array.from({ length: 12 }, (_, index) => `t-${index}`);
    await eventually(async () => {
      const owners = (await one.processors.status("out"))?.segments.map(({ owner }) => owner);
      expect(owners.toSorted()).toEqual(["one", "one", "other", "other"]);
    });
    for (let nth = 0; nth < 20; nth++)
      await Promise.all(ids.map((id, index) => sell((index + nth) % 2 === 0 ? one : other, id, nth)));
    await eventually(async () => expect(await countMessages(connection)).toBe(240));
    const stored = await readAll(connection);
    const inOrder = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(versionsByStream(stored)).toEqual(Object.fromEntries(ids.map((id) => [`till/${id}`, inOrder])));
    expect(new Set(stored.map(({ id }) => id)).size).toBe(240);
  });

  test("what is published again since its acknowledgement was lost is there once", async () => {
    await makeStream(connection);
    const store = memoryStore();
    const kept: Store = { ...store, close: async () => {} };
    const silent: EventPublisher = { publish: () => new Promise(() => {}) };
    const filling = await startShop({ out: silent, store: kept });
    for (const id of ["a", "b", "c"]) for (const cents of [1, 2]) await sell(filling, id, cents);
    await filling.stop();
    const real = natsPublisher({ connection });
    let reached = 0;
    const deaf: EventPublisher = {
      publish: async (message, options) => {
        await real.publish(message, options);
        reached++;
        return silent.publish(message, options);
      },
    };
    const before = await startShop({ out: deaf, store: kept });
    // The first of each key is with the broker, and nobody here knows.
    await eventually(() => expect(reached).toBe(3));
    await before.stop();
    const after = await running({ store });
    await eventually(async () => expect(await countMessages(connection)).toBe(6));
    const { lastPosition } = await untilRelayed(after);
    expect(lastPosition).toBe("6");
    const inOrder = [1, 2];
    const versions = versionsByStream(await readAll(connection));
    expect(versions).toEqual({ "till/a": inOrder, "till/b": inOrder, "till/c": inOrder });
  });

  test("a broker that is killed and comes back in mid-stream costs nothing and doubles nothing", async () => {
    await makeStream(connection);
    const engine = await running({ out: natsPublisher({ connection, stream: "SHOP", ackTimeoutMs: 500 }) });
    const ids = Array.from({ length: 10 }, (_, index) => `t-${index}`);
    const sellAll = (cents: number) => Promise.all(ids.map((id) => sell(engine, id, cents)));
    for (let nth = 0; nth < 10; nth++) await sellAll(nth);
    await eventually(async () => expect(await countMessages(connection)).toBeGreaterThan(0));
    const killed = nats.kill();
    for (let nth = 10; nth < 20; nth++) await sellAll(nth);
    await killed;
    await eventually(async () => expect((await engine.health()).processors[0]?.state).toBe("failing"));
    for (let nth = 20; nth < 30; nth++) await sellAll(nth);
    await nats.restart();
    await eventually(async () => expect(await countMessages(connection)).toBe(300));
    await untilRelayed(engine);
    const inOrder = Array.from({ length: 30 }, (_, index) => index + 1);
    const versions = versionsByStream(await readAll(connection));
    expect(versions).toEqual(Object.fromEntries(ids.map((id) => [`till/${id}`, inOrder])));
    expect(await letters(engine)).toBe(0);
  });

  test("an event that is too large for the stream waits as a letter, and is published when the stream takes it", async () => {
    await makeStream(connection, { max_msg_size: 2000 });
    const engine = await running({ tables: shop({ onFailure: deadLetter({ retries: 0 }) }) });
    await sell(engine, "a", 1, "x".repeat(3000));
    await sell(engine, "a", 2);
    await sell(engine, "b", 3);
    await eventually(async () => expect(await letters(engine)).toBe(2));
    await eventually(async () => expect(await countMessages(connection)).toBe(1));
    const [letter] = await engine.letters.letters({ processor: "out", sequence: "till/a", limit: 1 });
    expect(letter?.cause).toMatchObject({ type: "PublishRefused" });
    await makeStream(connection, { max_msg_size: 5000 });
    expect(await engine.letters.retry({ processor: "out" })).toMatchObject({ handled: 2, done: true });
    expect((await readAll(connection)).map(({ from, version }) => [from, version])).toEqual([
      ["till/b", 1],
      ["till/a", 1],
      ["till/a", 2],
    ]);
  });

  test("an event that is too large for the server waits as a letter", async () => {
    await makeStream(connection);
    const engine = await running({ tables: shop({ onFailure: deadLetter({ retries: 0 }) }) });
    await sell(engine, "a", 1, "x".repeat(70_000));
    await eventually(async () => expect(await letters(engine)).toBe(1));
    expect(await countMessages(connection)).toBe(0);
  });

  test("a stream that is not there, or not the one that was asked for, is waited for", async () => {
    const engine = await running();
    await sell(engine, "a", 1);
    await eventually(async () => expect((await engine.health()).processors[0]?.state).toBe("failing"));
    const { jetstreamManager } = await import("@nats-io/jetstream");
    const { streams } = await jetstreamManager(connection);
    await streams.add({ name: "OTHER", subjects: ["myelin.>"] });
    const failure = async () => (await engine.health()).processors[0]?.lastError;
    await eventually(async () => expect(await failure()).toContain("expected stream does not match"));
    await streams.delete("OTHER");
    await makeStream(connection);
    await eventually(async () => expect(await countMessages(connection)).toBe(1));
    expect(await letters(engine)).toBe(0);
  });

  /** Until the engine knows that all is with the broker. */
  async function untilRelayed(engine: Engine) {
    return eventually(async () => {
      const { segments } = await engine.processors.status("out");
      expect(segments.map(({ lagEvents }) => lagEvents)).toEqual(segments.map(() => 0));
      return { lastPosition: segments[0]?.position };
    });
  }
});
