import { expect, test } from "vitest";
import { runLoad } from "./run-load.ts";

test("listeners on one node miss nothing while events flow, also those that are cut off and resume", async () => {
  const figures = await runLoad({ listeners: 200, seconds: 2, rate: 50, resuming: 50 });
  expect(figures.events).toBeGreaterThan(0);
  expect(figures.wrong).toBe(0);
}, 120_000);
