import { describe, expect, it } from "vitest";
import { skipFor } from "../../runtimes/lane.ts";
import { runSoak } from "../soak/run-soak.ts";
import { missingBrowser } from "./chromium.ts";

describe.skipIf(skipFor(await missingBrowser()))("mixed load with the dashboard open", () => {
  it("is answered without a failure, and without a warning in the log", async () => {
    const { done, pages, failures, troubles } = await runSoak({ seconds: 8, rate: 40, accounts: 20 });
    expect({ failures, troubles }).toEqual({ failures: [], troubles: [] });
    expect(pages).toBe(8);
    for (const call of ["deposit", "balance", "overdraw", "wrong", "stream", "payment"])
      expect(done[call], call).toBeGreaterThan(0);
  });
});
