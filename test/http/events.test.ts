import * as v from "valibot";
import { afterEach, describe, expect, test } from "vitest";
import { type HttpOptions, httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { serveNode } from "../../adapters/node/mod.ts";
import { aggregate, application, compile } from "../../src/mod.ts";
import { type Engine, type Store, startEngine } from "../../src/runtime/mod.ts";
import { type EventReader, readEvents } from "./event-source.ts";

const Counted = v.object({ by: v.number(), note: v.string() });

/** The first shape counted several times at once: today each is an event of its own, and none where there was nothing to count. */
const declared = aggregate("counter", {
  initial: () => 0,
  events: { Counted, CountedAll: v.object({ all: v.array(v.number()) }) },
  commands: { Count: v.object({ id: v.string(), by: v.number(), note: v.optional(v.string(), "") }) },
  rejections: { Never: "It never counts" },
})
  .route("id")
  .evolve({ Counted: (count, { by }) => count + by, CountedAll: (count) => count })
  .decide({ Count: (_, { by, note }, { emit }) => emit.Counted({ by, note }) });

const today = declared.upcast({
  CountedAll: [
    // Written by the version before, whatever its shape was.
    (data, _, { emit, split, drop }) => {
      const { all } = v.parse(v.object({ all: v.array(v.number()) }), data);
      return all.length === 0 ? drop() : split(...all.map((by) => emit.Counted({ by, note: "split" })));
    },
  ],
});

const open: Engine[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.stop()));
});

interface Counting {
  readonly engine: Engine;
  readonly store: Store;
  count(by: number, note?: string): Promise<string>;
  listen(search?: string, lastId?: string): Promise<EventReader>;
  readonly app: ReturnType<typeof httpApp>;
}

async function counting(events: HttpOptions["events"] = {}): Promise<Counting> {
  const store = memoryStore();
  const tables = compile(application("counting", [today]));
  const engine = await startEngine({ tables, store, migrate: true, log: () => undefined });
  open.push(engine);
  const app = httpApp(engine, { adminToken: "t", events, log: () => undefined });
  return {
    engine,
    store,
    app,
    count: async (by, note = "") => {
      const done = await engine.submit({ command: "Count", payload: { id: "c", by, note } });
      return done.ok ? done.position : "";
    },
    listen: async (search = "", lastId) => {
      const headers = { authorization: "Bearer t", ...(lastId === undefined ? {} : { "last-event-id": lastId }) };
      return readEvents(await app.request(`/events${search}`, { headers }));
    },
  };
}

/** An event in the shape before today's, put into the log as older code did. */
async function countAll({ store }: Counting, all: readonly number[]): Promise<void> {
  const stream = { type: "counter", id: `old-${all.length}` };
  await store.events.append([
    {
      stream,
      expected: { version: 0, eventId: null },
      command: { id: `all-${all.length}`, name: "Count", correlationId: "c", causationId: null },
      events: [{ id: `e-${all.length}`, type: "counter.CountedAll", schemaVersion: 1, data: { all }, metadata: {} }],
    },
  ]);
}

describe("a stream of events", () => {
  test("resumes exactly, wherever it is cut, also between the parts that one stored event became", async () => {
    const subject = await counting();
    await subject.count(1);
    await countAll(subject, []);
    await countAll(subject, [2, 3, 4]);
    await subject.count(5);
    const whole = await subject.listen();
    const ids: string[] = [];
    const told: number[] = [];
    for (let at = 0; at < 5; at++) {
      const one = await whole.next();
      ids.push(String(one?.id));
      told.push(JSON.parse(String(one?.text)).data.by);
    }
    await whole.close();
    expect(told).toEqual([1, 2, 3, 4, 5]);
    for (const [cut, id] of ids.entries()) {
      const rest = await subject.listen("", id);
      const events = cut === 4 ? [] : await rest.take(4 - cut);
      expect(events.map(({ data }) => data.by)).toEqual(told.slice(cut + 1));
      await rest.close();
    }
  });

  test("that falls behind what is kept ends with a word, and goes on from where it was", async () => {
    const subject = await counting({ tailEvents: 2 });
    const slow = await subject.listen("?after=latest");
    await slow.sign();
    await subject.count(1);
    expect((await slow.take(1))[0]?.data.by).toBe(1);
    const keeping = await subject.listen("?after=latest");
    await keeping.sign();
    for (let by = 2; by <= 9; by++) {
      await subject.count(by);
      // Who keeps up has each of them: so the tail has gone on, too.
      expect((await keeping.take(1))[0]?.data.by).toBe(by);
    }
    const seen: unknown[] = [];
    let last = await slow.next();
    while (last?.name === undefined) {
      seen.push(JSON.parse(String(last?.text)).data.by);
      last = await slow.next();
    }
    expect(last.name).toBe("closing");
    expect(JSON.parse(last.text)).toMatchObject({ code: "overloaded" });
    expect(await slow.next()).toBeUndefined();
    const resumed = await subject.listen("", slow.lastId());
    const rest = await resumed.take(8 - seen.length);
    expect([...seen, ...rest.map(({ data }) => data.by)]).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    await Promise.all([resumed.close(), keeping.close()]);
  });

  test("that nobody reads is cut, and makes room for another", async () => {
    const subject = await counting({ keepAliveMs: 2, maxOpen: 1 });
    const headers = { authorization: "Bearer t" };
    const left = await subject.app.request("/events", { headers });
    const reader = left.body?.getReader();
    await reader?.read();
    let again = await subject.app.request("/events", { headers });
    while (again.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      again = await subject.app.request("/events", { headers });
    }
    await readEvents(again).close();
    await expect(
      (async () => {
        for (;;) if ((await reader?.read())?.done) return;
      })(),
    ).rejects.toThrow("taken nothing");
  });

  test("ends with a word when the engine stops, and none is opened any more", async () => {
    const subject = await counting();
    const stream = await subject.listen();
    await stream.sign();
    await subject.engine.stop();
    expect(await stream.next()).toMatchObject({ name: "closing" });
    expect(await stream.next()).toBeUndefined();
    const refused = await subject.app.request("/events", { headers: { authorization: "Bearer t" } });
    expect(refused.status).toBe(503);
  });

  test("does not hold up the shutdown of its host", async () => {
    const subject = await counting();
    const server = await serveNode({ fetch: subject.app.fetch, port: 0, signals: [], graceMs: 3_600_000 });
    const stream = readEvents(await fetch(`${server.url}/events`, { headers: { authorization: "Bearer t" } }));
    await stream.sign();
    const stopped = server.stop();
    expect(await stream.next()).toMatchObject({ name: "closing" });
    await stopped;
    // The engine goes on, as do streams of other hosts.
    await subject.count(1);
    const other = await subject.listen();
    expect(await other.take(1)).toHaveLength(1);
    await other.close();
  });

  test("gives listeners that come at any time each event once, in order", async () => {
    const subject = await counting({ tailEvents: 50 });
    const total = 300;
    const streams: Promise<readonly number[]>[] = [];
    const follow = async (after: number): Promise<readonly number[]> => {
      const stream = await subject.listen(`?after=${after === 0 ? "first" : positions[after - 1]}`);
      const events = await stream.take(total - after);
      await stream.close();
      return events.map(({ data }) => Number(data.by));
    };
    const positions: string[] = [];
    for (let by = 1; by <= total; by++) {
      positions.push(await subject.count(by));
      if (by % 10 === 0) streams.push(follow(by), follow(Math.floor(by / 2)), follow(0));
    }
    for (const told of await Promise.all(streams)) {
      const first = told[0] ?? total + 1;
      expect(told).toEqual(Array.from({ length: total - first + 1 }, (_, index) => first + index));
    }
  });
});
