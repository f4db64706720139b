import { afterEach, expect, test } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { type Engine, startEngine } from "../../src/runtime/mod.ts";
import { type CuttingProxy, cuttingProxy } from "../support/cutting-proxy.ts";
import { freshDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { add, itemsTables, numbersOf } from "./items.ts";

const open: { proxy?: CuttingProxy; engine?: Engine } = {};
afterEach(async () => {
  await open.engine?.stop(0);
  await open.proxy?.close();
});

async function started(): Promise<{ proxy: CuttingProxy; engine: Engine }> {
  const proxy = await cuttingProxy(await freshDatabase());
  open.proxy = proxy;
  const store = await postgresStore({ url: proxy.url });
  const engine = await startEngine({ tables: itemsTables(), store, migrate: true, log: () => {} });
  open.engine = engine;
  await numbersOf(engine, "a", await add(engine, "a", 1));
  return { proxy, engine };
}

test("an engine stops while its database is away", async () => {
  const { proxy, engine } = await started();
  proxy.interrupt();
  expect(await engine.stop(0)).toBeUndefined();
});

test("processors go on once a database that was away is back, and nothing is lost or doubled", async () => {
  const { proxy, engine } = await started();
  proxy.interrupt();
  await expect(
    engine.submit({ command: "Add", payload: { itemId: "a", number: 2 }, timeoutMs: 300 }),
  ).rejects.toThrow();
  proxy.restore();
  await eventually(async () => expect(await numbersOf(engine, "a", await add(engine, "a", 3))).toMatch(/^1 /));
  const stored = await engine.readStream({ type: "item", id: "a" }, { after: 0, limit: 100 });
  const wanted = stored.map(({ data }) => `${JSON.stringify(data).match(/\d+/)?.[0]} `).join("");
  await eventually(async () => expect(await numbersOf(engine, "a")).toBe(wanted));
  expect((await engine.health()).processors.map(({ state }) => state)).toEqual(["running"]);
});
