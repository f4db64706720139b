import { expect, test, vi } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { gateway, startEngine } from "../../src/runtime/mod.ts";
import { type counting, countingTables } from "../runtime/counter.ts";

// `() => void` takes an async function, too; its rejection is nobody's, and ends the process on Node.
test("a hook that rejects is listened to, as one that throws is caught", async () => {
  const engine = await startEngine({ tables: countingTables(), store: memoryStore(), log: () => {} });
  try {
    const answer = Promise.resolve();
    const listened = vi.spyOn(answer, "then");
    await gateway<typeof counting>(engine, { log: () => {} }).commands.Count(
      { counterId: "a", by: 1 },
      { onDone: () => answer },
    );
    expect(listened).toHaveBeenCalled();
  } finally {
    await engine.stop();
  }
});
