import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { type Engine, startEngine } from "../../src/runtime/mod.ts";
import { add, itemsTables, numbersOf } from "../processors/items.ts";
import { rebuilt } from "../processors/rebuild-cases.ts";
import { type CuttingProxy, cuttingProxy } from "../support/cutting-proxy.ts";
import { freshDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

let proxy: CuttingProxy;
let url: string;
const engines: Engine[] = [];
/** The new code shows numbers tenfold. */
let times = 1;
/** Handlers of the new version wait for it. */
let gate: { readonly closed: boolean } = { closed: false };

async function node(name: string, address: string): Promise<Engine> {
  const handle = (_: number, event: { readonly replay?: unknown }): void => {
    if (gate.closed && event.replay !== undefined) throw new Error("not yet");
  };
  const shown = (number: number): number => number * times;
  const tables = itemsTables({ handle, shown, segments: 4, onFailure: { kind: "halt" } });
  const store = await postgresStore({ url: address });
  const engine = await startEngine({ tables, store, node: name, log: () => {}, migrate: true, leaseMs: 2_000 });
  engines.push(engine);
  return engine;
}

beforeEach(async () => {
  times = 1;
  gate = { closed: false };
  url = await freshDatabase();
  proxy = await cuttingProxy(url);
});

afterEach(async () => {
  proxy.restore();
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
  await proxy.close();
});

const ids = ["a", "b", "c", "d", "e", "f"];

async function filled(engine: Engine): Promise<void> {
  for (const id of ids) await numbersOf(engine, id, await add(engine, id, 1, 2));
  times = 10;
}

async function allNew(engine: Engine): Promise<void> {
  for (const id of ids) expect(await numbersOf(engine, id, await add(engine, id, 3))).toBe("10 20 30 ");
}

describe("a rebuild", () => {
  test.each(["before", "after", "meanwhile"] as const)(
    "whose swap loses its connection %s a statement is as it was, and is swapped later",
    async (at) => {
      const engine = await node("one", proxy.url);
      await filled(engine);
      const cut = proxy.cut(at, "drop schema");
      await engine.processors.rebuild("seen");
      await cut;
      await rebuilt(engine);
      await allNew(engine);
    },
  );

  test("goes on at another node when the one that began and built it is gone", async () => {
    const one = await node("one", proxy.url);
    await filled(one);
    gate = { closed: true };
    await one.processors.rebuild("seen");
    await eventually(async () => {
      const { segments } = await one.processors.status("seen~rebuild");
      expect(segments.map(({ owner }) => owner)).toEqual(["one", "one", "one", "one"]);
    });
    const two = await node("two", url);
    proxy.interrupt();
    gate = { closed: false };
    await rebuilt(two);
    await allNew(two);
  });
});
