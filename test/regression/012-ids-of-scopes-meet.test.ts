import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { cameTo } from "./settled-within.ts";

// Without a scope the id is kept as it is, slash and all: "alice/k" without a scope is "k" of alice.
test("a caller without a scope does not read, nor block, the ids of one who has a scope", async () => {
  const engine = await startEngine({ tables: tablesOf(tally), store: memoryStore(), log: () => {} });
  try {
    await engine.submit({ ...add("a", 1), id: "k", scope: "alice" });
    expect(await cameTo(engine.commandState({ id: "alice/k" }))).toBe("unknown_command_id");
    expect(await cameTo(engine.submit({ ...add("b", 1), id: "alice/k" }))).toMatchObject({ ok: true });
  } finally {
    await engine.stop();
  }
});
