import { afterEach, describe, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { inlineCases, stopEngines } from "./inline-cases.ts";

afterEach(stopEngines);

describe("on the memory store", () => {
  test.each(Object.entries(inlineCases))("%s", async (_, run) => {
    const store = memoryStore();
    await run({ open: async () => store });
  });
});
