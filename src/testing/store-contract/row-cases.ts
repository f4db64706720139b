import type { Row, RowKey } from "../../model/node.ts";
import { type BatchTransaction, type RowChange, rowKeyText } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { compositeTarget, simpleTarget } from "./contract-tables.ts";
import { expectEqual, expectTrue, present } from "./expect.ts";
import { claimAll, mustWork, registered } from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

/** Runs `handle` in one committed batch of a processor of its own. */
async function inBatch(
  store: Store,
  processor: string,
  { handle }: { handle: (batch: BatchTransaction) => Promise<void> },
): Promise<void> {
  await registered(store, processor);
  const claim = present((await claimAll(store, processor))[0], "a claim");
  await mustWork(store, claim, { handle: async (batch) => void (await handle(batch)) });
}

function compositeRow(owner: string, slot: number, { amount }: { amount: number }): RowChange {
  return { key: [owner, slot], row: { owner, slot, amount } };
}

function fullRow(id: string): Row {
  return {
    id,
    label: 'quote " backslash \\ comma, {brace} \n ßø漢🙂',
    itemCount: -7,
    total: 9_007_199_254_740_991,
    ratio: 0.1,
    price: "1234567890.50",
    open: false,
    day: "2012-02-29",
    seenAt: new Date("2011-10-01T00:38:44.546Z"),
    note: { deep: ["a", 1, null, { b: true }], text: '"quoted"' },
    tags: ["plain", "with, comma", 'with "quote"', ""],
  };
}

const empty = { total: null, ratio: null, price: null, open: null, day: null, seenAt: null, note: null, tags: null };

export const rowCases: readonly StoreCase[] = [
  {
    name: "a row comes back as it was written, column by column",
    run: async ({ store, unique }) => {
      const [full, bare] = [fullRow(unique("full")), { id: unique("bare"), label: "", itemCount: 0, ...empty }];
      const changes = [full, bare].map((row) => ({ key: [String(row.id)], row }));
      await inBatch(store, unique("p"), { handle: ({ rows }) => rows.write(simpleTarget(), changes) });
      await inBatch(store, unique("p"), {
        handle: async ({ rows }) => {
          const found = await rows.load(simpleTarget(), [[unique("full")], [unique("bare")]]);
          expectEqual(found.get(unique("full")), full);
          expectEqual(found.get(unique("bare")), bare);
          expectTrue(found.get(unique("full"))?.seenAt instanceof Date, "a timestamp is a date");
        },
      });
    },
  },
  {
    name: "rows that do not exist are not loaded",
    run: async ({ store, unique }) => {
      const owner = unique("o");
      await inBatch(store, unique("p"), {
        handle: async ({ rows }) => {
          await rows.write(compositeTarget(), [compositeRow(owner, 1, { amount: 1 })]);
          const keys: readonly RowKey[] = [
            [owner, 1],
            [owner, 2],
            ["nobody", 1],
          ];
          const found = await rows.load(compositeTarget(), keys);
          expectEqual([...found.keys()], [rowKeyText([owner, 1])]);
          expectEqual(await rows.load(compositeTarget(), []).then((none) => none.size), 0);
        },
      });
    },
  },
  {
    name: "a write inserts, replaces and deletes",
    run: async ({ store, unique }) => {
      const [owner, processor, target] = [unique("o"), unique("p"), compositeTarget()];
      const write = (changes: readonly RowChange[]) =>
        inBatch(store, processor, { handle: ({ rows }) => rows.write(target, changes) });
      await write([1, 2, 3].map((slot) => compositeRow(owner, slot, { amount: slot })));
      await write([
        compositeRow(owner, 1, { amount: 10 }),
        { key: [owner, 2], row: null },
        compositeRow(owner, 4, { amount: 4 }),
        { key: [owner, 99], row: null },
      ]);
      const reader = store.views.rows(target);
      const amounts = await Promise.all(
        [1, 2, 3, 4].map(async (slot) => (await reader.get(owner, slot))?.amount ?? null),
      );
      expectEqual(amounts, [10, null, 3, 4]);
      await write([]);
    },
  },
  {
    name: "a batch sees its own rows before others do",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const [owner, target] = [unique("o"), compositeTarget()];
      await inBatch(store, unique("p"), {
        handle: async ({ rows }) => {
          await rows.write(target, [compositeRow(owner, 1, { amount: 1 })]);
          expectEqual((await rows.load(target, [[owner, 1]])).size, 1);
          expectEqual(await store.views.rows(target).get(owner, 1), undefined);
        },
      });
      expectEqual((await store.views.rows(target).get(owner, 1))?.amount, 1);
    },
  },
  {
    name: "rows are listed in the order of their key",
    fresh: true,
    run: async ({ store, unique }) => {
      const target = compositeTarget();
      const order = [
        ["b", 10],
        ["a", 2],
        ["b", 9],
        ["a", 10],
        ["B", 1],
      ] as const;
      const changes = order.map(([owner, slot]) => compositeRow(owner, slot, { amount: 0 }));
      await inBatch(store, unique("p"), { handle: ({ rows }) => rows.write(target, changes) });
      const listed = (await store.views.rows(target).list()).map(({ owner, slot }) => `${owner}${slot}`);
      expectEqual(listed, ["B1", "a2", "a10", "b9", "b10"]);
    },
  },
  {
    name: "a batch may load and write many thousand rows",
    run: async ({ store, unique }) => {
      const [owner, processor, target] = [unique("o"), unique("p"), compositeTarget()];
      const slots = Array.from({ length: 30_000 }, (_, slot) => slot);
      const changes = slots.map((slot) => compositeRow(owner, slot, { amount: slot }));
      await inBatch(store, processor, { handle: ({ rows }) => rows.write(target, changes) });
      await inBatch(store, processor, {
        handle: async ({ rows }) => {
          const keys = slots.map((slot) => [owner, slot]);
          const found = await rows.load(target, keys);
          expectEqual(found.size, slots.length);
          expectEqual(found.get(rowKeyText([owner, 29_999]))?.amount, 29_999);
          await rows.write(
            target,
            keys.map((key) => ({ key, row: null })),
          );
        },
      });
      expectEqual(await store.views.rows(target).get(owner, 0), undefined);
    },
  },
];
