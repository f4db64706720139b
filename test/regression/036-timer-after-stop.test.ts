import { expect, it } from "vitest";
import { deadlines } from "../../src/runtime/deadline.ts";
import { manualClock } from "../../src/testing/mod.ts";

// The timer of the deadlines outlived them: a process that did not end itself stayed for as long as the last command might have taken.
it("deadlines that are closed let go of their timer", async () => {
  const clock = manualClock();
  const timers = deadlines(clock);
  timers.start({ timeoutMs: 30_000, act: "handle command", subject: "OpenAccount" }).end();
  expect(clock.sleeping).toBe(1);
  timers.close();
  await clock.advance(0);
  expect(clock.sleeping).toBe(0);
});
