import { describe, expect, it } from "vitest";
import { timedStretch } from "./timed-stretch.ts";

/** Handles so many events with each look. */
function steps(each: number, total: number) {
  let handled = 0;
  const look = (): number => {
    handled = Math.min(total, handled + each);
    return handled;
  };
  return { handled: look, total };
}

describe("timed stretch of a processor", () => {
  it("goes to the end of the log where no time is given, and looks at memory at each quarter", async () => {
    const { rate, memory } = await timedStretch(steps(10, 400), { rampMs: 0, timedMs: undefined });
    expect(rate).toBeGreaterThan(0);
    expect(memory).toHaveLength(4);
  });

  it("is refused where the log ended within the ramp", async () => {
    await expect(timedStretch(steps(400, 400), { rampMs: 1, timedMs: 1 })).rejects.toThrow("fill it with more events");
  });
});
