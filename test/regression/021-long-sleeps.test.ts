import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../src/runtime/system-ports.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

// setTimeout takes 2^31 - 1 ms at most and makes 1 ms of more: a command with `timeoutMs` of 25 days keeps the deadlines' timer in a
// loop of one turn a millisecond as long as it runs.
test("the system's clock sleeps for more than 2^31 ms", async () => {
  let awake = false;
  void systemClock.sleep(2 ** 31 + 1_000).then(() => {
    awake = true;
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(awake).toBe(false);
});
