import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";

// Nobody races: the commands come one after another. A state kept in memory is stale since another node wrote: no fault of the caller.
test.each(["simple", "batched"] as const)(
  "a command without retries succeeds on a stream that another node wrote before (%s)",
  async (mode) => {
    const store = memoryStore();
    const tables = tablesOf(tally);
    const [one, other] = [commandRig({ mode, tables, store }), commandRig({ mode, tables, store })];
    await one.submit(add("a", 1));
    await other.submit(add("a", 1));
    expect(await one.submit({ ...add("a", 1), retry: { kind: "none" } })).toMatchObject({ ok: true, version: 3 });
  },
);
