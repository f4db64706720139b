import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aroundHandling } from "../../src/mod.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { door } from "../commands/watched-events.ts";

// The caller's signal stays with a command that it was told is committed ("it will be handled"): `aborted` is kept as its failure.
test("an accepted command is handled though the caller's signal aborts after the acceptance", async () => {
  const gate = door();
  const handle = [aroundHandling("slow", (_, next) => gate.pass().then(next))];
  const engine = await startEngine({ tables: tablesOf(tally, { handle }), store: memoryStore(), log: () => {} });
  try {
    const giving = new AbortController();
    await engine.submitLater({ ...add("a", 1), id: "k", signal: giving.signal });
    await gate.reached;
    giving.abort();
    gate.open();
    for (let turn = 0; turn < 60; turn++) await new Promise(setImmediate);
    expect(await engine.commandState({ id: "k" })).toMatchObject({ status: "settled", result: { ok: true } });
  } finally {
    await engine.stop();
  }
});
