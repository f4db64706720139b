import { describe, expect, test } from "vitest";
import { exponential, interval, noRetry, retryBy } from "../../src/mod.ts";

describe("retry policies", () => {
  test("are frozen data with what was given", () => {
    const pauseMs = () => 1;
    const policies = [
      interval({ everyMs: 10, maxAttempts: 3, deadlineMs: 50 }),
      exponential({ firstMs: 1, maxMs: 9, maxAttempts: 4, deadlineMs: 50 }),
      noRetry(),
      retryBy("mine", pauseMs, { maxAttempts: 5 }),
      retryBy("mine", pauseMs, { maxAttempts: 5, deadlineMs: 50 }),
    ];
    expect(policies).toEqual([
      { kind: "interval", everyMs: 10, maxAttempts: 3, deadlineMs: 50 },
      { kind: "exponential", firstMs: 1, maxMs: 9, maxAttempts: 4, deadlineMs: 50 },
      { kind: "none" },
      { kind: "function", name: "mine", pauseMs, maxAttempts: 5 },
      { kind: "function", name: "mine", pauseMs, maxAttempts: 5, deadlineMs: 50 },
    ]);
    expect(policies.every(Object.isFrozen)).toBe(true);
    expect("deadlineMs" in (policies[3] ?? {})).toBe(false);
  });

  test("exponential never has a last pause below its first, unless it was asked for", () => {
    expect(exponential({ maxAttempts: 1 })).toMatchObject({ firstMs: 2, maxMs: 100 });
    expect(exponential({ firstMs: 500, maxAttempts: 1 })).toMatchObject({ firstMs: 500, maxMs: 500 });
    expect(exponential({ firstMs: 500, maxMs: 5, maxAttempts: 1 })).toMatchObject({ firstMs: 500, maxMs: 5 });
  });
});
