import { describe, expect, it } from "vitest";
import { statementMemory } from "../../adapters/postgres-js/statement-memory.ts";

describe("a statement memory", () => {
  it("prepares what comes back, and by one sender until that has an answer", () => {
    const memory = statementMemory();
    expect([memory.prepares("a"), memory.prepares("a"), memory.prepares("a")]).toEqual([false, true, false]);
    memory.prepared("a");
    expect([memory.prepares("a"), memory.prepares("a")]).toEqual([true, true]);
  });

  it("begins anew with what was refused before it was prepared, and with what is to be forgotten", () => {
    const memory = statementMemory();
    memory.prepares("a");
    memory.prepares("a");
    expect([memory.refused("a"), memory.prepares("a"), memory.prepares("a")]).toEqual([false, false, true]);
    memory.prepared("a");
    expect([memory.refused("a"), memory.prepares("a")]).toEqual([true, true]);
    memory.forget("a");
    expect([memory.prepares("a"), memory.prepares("a")]).toEqual([false, true]);
  });

  it("keeps a bounded number of texts, and none that are very long", () => {
    const memory = statementMemory();
    const long = "x".repeat(4_001);
    expect([memory.prepares(long), memory.prepares(long)]).toEqual([false, false]);
    const texts = Array.from({ length: 150 }, (_, nth) => `text ${nth}`);
    for (const text of texts) memory.prepares(text);
    const prepared = texts.filter((text) => memory.prepares(text));
    expect(prepared).toEqual(texts.slice(0, 100));
  });

  it("forgets what came once when many others came once since", () => {
    const memory = statementMemory();
    memory.prepares("rare");
    for (let nth = 0; nth < 200; nth++) memory.prepares(`once ${nth}`);
    expect(memory.prepares("rare")).toBe(false);
  });
});
