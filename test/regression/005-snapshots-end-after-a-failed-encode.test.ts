import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import type { SnapshotRecord } from "../../src/store/snapshot-store.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";

// `writing ??= write()`: with nothing to write, write() ends before the assignment, which then keeps a finished promise for ever.
test("one state that cannot be encoded does not end the snapshots of all others", async () => {
  const store = memoryStore();
  const saved: SnapshotRecord[] = [];
  let encoded = 0;
  const encode = (sum: number): number => {
    if (encoded++ === 0) throw new Error("not this one");
    return sum;
  };
  const tables = tablesOf(tally.snapshot({ version: 1, everyEvents: 1, encode, decode: (kept) => Number(kept) }));
  const snapshotStore = { save: async (records: readonly SnapshotRecord[]) => void saved.push(...records) };
  const node = commandRig({ mode: "simple", tables, store, snapshotStore });
  await node.submit(add("a", 1));
  await node.submit(add("b", 1));
  await node.snapshots.idle();
  expect(encoded).toBe(2);
  expect(saved.map(({ stream }) => stream.id)).toEqual(["b"]);
});
