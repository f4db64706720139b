import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { bank } from "../../examples/bank/bank.ts";
import { bank as banking } from "../../examples/bank/transfers.ts";
import { compile, tablesToJson } from "../../src/mod.ts";
import { startEngine } from "../../src/runtime/mod.ts";

const log = () => {};

test("an engine that starts writes its tables down, once for each hash", async () => {
  const store = { ...memoryStore(), close: async () => {} };
  const start = async (app: typeof bank | typeof banking, node: string) =>
    (await startEngine({ tables: compile(app), store, log, node })).stop();
  await start(bank, "n-1");
  await start(banking, "n-2");
  await start(bank, "n-3");
  const kept = await store.deployments.list({ application: "bank", limit: 10 });
  expect(kept.map(({ node, tables }) => [node, tables])).toEqual([
    ["n-3", tablesToJson(compile(bank))],
    ["n-2", tablesToJson(compile(banking))],
  ]);
  expect(kept[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
});

test("an engine that is prepared already writes nothing down, and tables that nobody compiled are none", async () => {
  const store = { ...memoryStore(), close: async () => {} };
  const tables = compile(bank);
  await (await startEngine({ tables, store, log, prepared: true, background: false })).stop();
  // Copied by hand, without what is not enumerable.
  await (await startEngine({ tables: { ...tables }, store, log, background: false })).stop();
  expect(await store.deployments.list({ application: "bank", limit: 10 })).toEqual([]);
});
