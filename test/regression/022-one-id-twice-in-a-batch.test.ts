import { afterAll, beforeAll, expect, test } from "vitest";
import { pgliteStore } from "../../adapters/pglite/mod.ts";

import type { Store } from "../../src/store/store.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";

let store: Store;
beforeAll(async () => {
  store = await pgliteStore();
  await store.schema.migrate(tablesOf(tally));
});
afterAll(() => store.close());

// Nothing keeps the ids of a call distinct, as the store's contract wants it. The SQL function then claims the id once and takes both
// requests for its owner.
test("two submissions of one id in one batch are one command", async () => {
  const node = commandRig({ mode: "batched", tables: tablesOf(tally), store });
  const one = { ...add("same", 1), id: "k" };
  const results = await Promise.all([node.submit(one), node.submit(one)]);
  expect(await store.events.readStream({ stream: { type: "tally", id: "same" }, after: 0, limit: 9 })).toHaveLength(1);
  expect(results.map((result) => result.duplicate).sort()).toEqual([false, true]);
});

test("one id with two payloads on two streams in one batch is a mismatch for one of them", async () => {
  const node = commandRig({ mode: "batched", tables: tablesOf(tally), store });
  const results = await Promise.allSettled([
    node.submit({ ...add("left", 1), id: "m" }),
    node.submit({ ...add("right", 2), id: "m" }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
