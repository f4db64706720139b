import { afterEach, expect, it } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { type Engine, startEngine, startOfLog } from "../../../src/runtime/mod.ts";
import { countingTables } from "../counter.ts";

const engines: Engine[] = [];
afterEach(async () => {
  for (const one of engines.splice(0)) await one.stop();
});

async function counting(counts: number, streams = 1): Promise<Engine> {
  const engine = await startEngine({ tables: countingTables(), store: memoryStore(), log: () => undefined });
  engines.push(engine);
  for (let nth = 0; nth < counts; nth++)
    await engine.submit({ command: "Count", payload: { counterId: `c-${nth % streams}`, by: 1 } });
  return engine;
}

it("the latest events come in the order of the log, as many as asked for, or all", async () => {
  const { inspector } = await counting(40, 3);
  const { events, upTo } = await inspector.latest(10);
  expect(events.map(({ position }) => Number(position))).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39, 40]);
  expect(upTo).toBe("40");
  expect((await inspector.latest(1_000)).events).toHaveLength(40);
  expect((await (await counting(0)).inspector.latest(10)).events).toEqual([]);
});

it("the log is read on behind a place, each event once", async () => {
  const { inspector } = await counting(25);
  const seen: number[] = [];
  for (let after = startOfLog; ; ) {
    const { events, upTo } = await inspector.after({ after, limit: 10 });
    if (events.length === 0) break;
    seen.push(...events.map(({ position }) => Number(position)));
    after = upTo;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, nth) => nth + 1));
});

it("a page of a stream tells the state after each event, wherever the page begins", async () => {
  const engine = await counting(0);
  for (let nth = 0; nth < 1_100; nth++) {
    const command = nth % 50 === 49 ? "Clear" : "Count";
    await engine.submit({ command, payload: { counterId: "c-0", by: 1, group: "g" } });
  }
  const { inspector, tables } = engine;
  const stream = { type: Object.keys(tables.aggregates)[0] ?? "", id: "c-0" };
  const whole = await inspector.moments({ stream, after: 0, limit: 5_000 });
  // Each Clear emits Cleared, and then Counted by 1.
  expect(whole).toHaveLength(1_122);
  let count = 0;
  for (const { event, state } of whole) {
    count = event.type.endsWith(".Cleared") ? 0 : count + 1;
    expect(state).toBe(count);
  }
  const page = await inspector.moments({ stream, after: 990, limit: 20 });
  expect(page).toEqual(whole.slice(990, 1_010));
  const nobody = inspector.moments({ stream: { ...stream, id: "nobody" }, after: 0, limit: 1 });
  await expect(nobody).rejects.toMatchObject({ code: "unknown_stream" });
});

it("the tables that a node was started with are told", async () => {
  const { inspector, tables } = await counting(0);
  const [deployed] = await inspector.deployments(5);
  expect(deployed?.application).toBe(tables.name);
});
