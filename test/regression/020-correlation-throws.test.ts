import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { correlateBy } from "../../src/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { cameTo } from "./settled-within.ts";

// Routes, policies and interceptors that throw are handler_failed with the name; a correlation's own error goes to the caller bare.
test("a correlation that throws is handler_failed", async () => {
  const correlate = [
    correlateBy("broken", () => {
      throw new Error("no trace");
    }),
  ];
  const node = commandRig({ mode: "batched", tables: tablesOf(tally, { correlate }), store: memoryStore() });
  expect(await cameTo(node.submit(add("a", 1)))).toBe("handler_failed");
});
