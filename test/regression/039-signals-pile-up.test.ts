import { getEventListeners } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { bell, sleepUnlessRung } from "../../src/runtime/bell.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { systemClock } from "../../src/runtime/system-ports.ts";
import { countingTables } from "../runtime/counter.ts";

afterEach(() => vi.restoreAllMocks());

/** An hour of mixed load: each pause had left an entry in a signal that lives as long as the engine, a hundred bytes at 70 a second. */
test("a pause leaves nothing in the signal that ends it", async () => {
  const { signal } = new AbortController();
  const any = vi.spyOn(AbortSignal, "any");
  for (let nth = 0; nth < 20; nth++) await sleepUnlessRung(bell(), { clock: systemClock, ms: 0, signal });
  expect(getEventListeners(signal, "abort").length).toBeLessThanOrEqual(1);
  expect(any).not.toHaveBeenCalled();
});

test("an engine at work joins no signals in ways that nobody can undo", async () => {
  const any = vi.spyOn(AbortSignal, "any");
  const engine = await startEngine({ tables: countingTables(), store: memoryStore(), migrate: true, log: () => {} });
  const counted = await engine.submit({ command: "Count", payload: { counterId: "c", by: 3 } });
  if (!counted.ok) throw new Error("counted");
  const asked = { projection: "counts", query: "countOf", parameters: { counterId: "c" }, waitFor: counted.position };
  await engine.query(asked);
  await engine.feed.after("0" as typeof counted.position, new AbortController().signal); // a position's form
  await engine.sweep({ budgetMs: 100 });
  await engine.stop();
  expect(any).not.toHaveBeenCalled();
});
