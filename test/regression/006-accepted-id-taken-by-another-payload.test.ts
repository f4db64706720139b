import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aroundHandling } from "../../src/mod.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { door } from "../commands/watched-events.ts";
import { cameTo } from "./settled-within.ts";

// A 202 was given for the id; a synchronous command with another payload then takes the id, and the accepted one is never done.
test("an id that was accepted with one payload is taken for another, also when that one is waited for", async () => {
  const gate = door();
  const handle = [
    aroundHandling("slow", async ({ metadata }, next) => {
      if (metadata.slow === true) await gate.pass();
      return next();
    }),
  ];
  const engine = await startEngine({ tables: tablesOf(tally, { handle }), store: memoryStore(), log: () => {} });
  try {
    await engine.submitLater({ ...add("a", 1), id: "k", metadata: { slow: true } });
    await gate.reached;
    const other = await cameTo(engine.submit({ ...add("b", 50), id: "k" }));
    gate.open();
    expect(other).toBe("in_progress");
  } finally {
    gate.open();
    await engine.stop();
  }
});
