import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { type Engine, type EngineOptions, parsePosition, type Store, startEngine } from "../../src/runtime/mod.ts";
import { eventually } from "../support/eventually.ts";
import { countingTables } from "./counter.ts";

const tables = countingTables();
const engines: Engine[] = [];

async function engine(store: Store = memoryStore(), options: Partial<EngineOptions> = {}): Promise<Engine> {
  const started = await startEngine({ tables, store, log: () => {}, ...options });
  engines.push(started);
  return started;
}

afterEach(async () => {
  for (const one of engines.splice(0)) await one.stop();
});

const count = (by: number, counterId = "c") => ({ command: "Count", payload: { counterId, by } });
const countOf = (counterId = "c") => ({ projection: "counts", query: "countOf", parameters: { counterId } });

test("an engine projects what it appended: a query that waits for a command's position reads its write", async () => {
  const one = await engine();
  const done = await one.submit(count(7));
  if (!done.ok) throw new Error("rejected");
  const { value, position } = await one.query({ ...countOf(), waitFor: done.position });
  expect(value).toEqual({ counterId: "c", count: 7, changes: 1 });
  expect(position).toBe(done.position);
});

test("a fold handler that answers null deletes its row, and a later event begins anew", async () => {
  const one = await engine();
  await one.submit(count(7));
  // Clear emits Cleared and then Counted by 1, in one batch.
  const done = await one.submit({ command: "Clear", payload: { counterId: "c", group: "g" } });
  if (!done.ok) throw new Error("rejected");
  expect((await one.query({ ...countOf(), waitFor: done.position })).value).toEqual({
    counterId: "c",
    count: 1,
    changes: 1,
  });
});

test.each([1, 2, 1000])("an engine with batches of %d projects every event exactly once", async (batchSize) => {
  const one = await engine(memoryStore(), { batchSize });
  const results = await Promise.all(Array.from({ length: 60 }, (_, index) => one.submit(count(1, `c-${index % 7}`))));
  const last = results.map((result) => (result.ok ? Number(result.position) : 0)).reduce((a, b) => Math.max(a, b));
  const waitFor = parsePosition(String(last));
  if (waitFor === undefined) throw new Error("no position");
  const rows = await Promise.all(
    Array.from({ length: 7 }, async (_, index) => (await one.query({ ...countOf(`c-${index}`), waitFor })).value),
  );
  expect(rows.map((row) => (row as { count: number; changes: number }).count)).toEqual([9, 9, 9, 9, 8, 8, 8]); // a row of countTable
});

test("a projection goes on where it stood when a new engine runs on the same store", async () => {
  const store = memoryStore();
  const first = await engine(store);
  const before = await first.submit(count(7));
  if (!before.ok) throw new Error("rejected");
  await first.query({ ...countOf(), waitFor: before.position });
  await first.stop();
  const second = await engine(store);
  const after = await second.submit(count(1));
  if (!after.ok) throw new Error("rejected");
  expect((await second.query({ ...countOf(), waitFor: after.position })).value).toMatchObject({ count: 8, changes: 2 });
});

test("two engines on one store project every event once between them", async () => {
  const store = memoryStore();
  const [one, two] = [await engine(store), await engine(store)];
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, index) => (index % 2 ? one : two).submit(count(1, `c-${index}`))),
  );
  for (const [index, result] of results.entries()) {
    if (!result.ok) throw new Error("rejected");
    const { value } = await one.query({ ...countOf(`c-${index}`), waitFor: result.position });
    expect(value).toMatchObject({ count: 1, changes: 1 });
  }
});

test("waiting for a position beyond the log is cursor_ahead at once", async () => {
  const one = await engine();
  const waitFor = parsePosition("99");
  if (waitFor === undefined) throw new Error("no position");
  await expect(one.query({ ...countOf(), waitFor })).rejects.toMatchObject({ code: "cursor_ahead" });
});

test("waiting for a projection that fails is a timeout that names the failure", async () => {
  const store = memoryStore();
  const broken: Store = {
    ...store,
    segments: { ...store.segments, work: () => Promise.reject(new Error("the table is gone")) },
  };
  const one = await engine(broken);
  const done = await one.submit(count(1));
  if (!done.ok) throw new Error("rejected");
  await eventually(async () => expect((await one.health()).processors[0]?.state).toBe("failing"));
  const waiting = one.query({ ...countOf(), waitFor: done.position, timeoutMs: 50 });
  await expect(waiting).rejects.toMatchObject({
    code: "timeout",
    message: expect.stringContaining("keeps failing"),
  });
  const { processors } = await one.health();
  expect(processors).toEqual([
    { processor: "counts", position: "0", state: "failing", lastError: "the table is gone" },
  ]);
});

test("an unknown query names the nearest ones", async () => {
  const one = await engine();
  await expect(one.query({ ...countOf(), query: "countof" })).rejects.toMatchObject({
    code: "unknown_query",
    details: { nearest: ["counts/countOf"] },
  });
});

test("query parameters that do not fit are invalid_query with their issues", async () => {
  const one = await engine();
  await expect(one.query({ ...countOf(), parameters: {} })).rejects.toMatchObject({
    code: "invalid_query",
    details: { issues: [{ path: "counterId" }] },
  });
});

test("a query handler that throws is handler_failed with its cause", async () => {
  const one = await engine();
  await expect(one.query({ projection: "counts", query: "broken", parameters: {} })).rejects.toMatchObject({
    code: "handler_failed",
    cause: new Error("the query has a bug"),
  });
});

test("a stream reads by pages; an unknown one is unknown_stream", async () => {
  const one = await engine();
  for (let index = 0; index < 3; index++) await one.submit(count(1));
  const page = await one.readStream({ type: "counter", id: "c" }, { after: 1, limit: 1 });
  expect(page.map(({ version }) => version)).toEqual([2]);
  expect(await one.readStream({ type: "counter", id: "c" }, { after: 3, limit: 1 })).toEqual([]);
  await expect(one.readStream({ type: "counter", id: "x" }, { after: 0, limit: 1 })).rejects.toMatchObject({
    code: "unknown_stream",
  });
});

test("a stopped engine refuses commands and finishes the running ones", async () => {
  const store = memoryStore();
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const slow: Store = {
    ...store,
    events: {
      ...store.events,
      append: async (requests) => {
        await gate;
        return store.events.append(requests);
      },
    },
  };
  const one = await engine(slow);
  const running = one.submit(count(1));
  const stopping = one.stop();
  await expect(one.submit(count(1))).rejects.toMatchObject({ code: "unavailable" });
  open();
  await stopping;
  expect(await running).toMatchObject({ ok: true });
});

test("an engine refuses commands beyond its bound with overloaded", async () => {
  const one = await engine(memoryStore(), { maxInFlight: 1 });
  const first = one.submit(count(1));
  await expect(one.submit(count(1))).rejects.toMatchObject({ code: "overloaded" });
  expect(await first).toMatchObject({ ok: true });
});

test("an engine does not start on a store that is not ready, and lists why", async () => {
  const store = memoryStore();
  const bare: Store = {
    ...store,
    schema: { ...store.schema, problems: async () => ["Schema is missing; run migrate"] },
  };
  await expect(startEngine({ tables, store: bare, log: () => {} })).rejects.toMatchObject({
    code: "store_not_ready",
    details: { problems: ["Schema is missing; run migrate"] },
  });
});
