import { describe, expect, test } from "vitest";
import { cronMistake, lastTick, nextTick } from "../../src/model/cron.ts";

const noon = new Date("2026-11-21T12:00:00Z");

describe("a schedule", () => {
  test.each([
    ["0 3 * * *", "2026-11-22T03:00:00Z"],
    ["*/15 * * * *", "2026-11-21T12:15:00Z"],
    ["0 12 * * *", "2026-11-22T12:00:00Z"],
    ["0 9 * * MON-FRI", "2026-11-23T09:00:00Z"],
    ["0 0 1 1 *", "2027-01-01T00:00:00Z"],
    ["0 0 29 2 *", "2028-02-29T00:00:00Z"],
  ])("%s comes next at %s, in UTC", (schedule, next) => {
    expect(cronMistake(schedule)).toBeUndefined();
    expect(nextTick(schedule, noon)?.toISOString()).toBe(new Date(next).toISOString());
  });

  test("comes behind the time that is asked for, and was before it", () => {
    const next = nextTick("0 12 * * *", new Date(noon.getTime() - 1));
    expect(next).toEqual(noon);
    expect(lastTick("0 12 * * *", noon)).toEqual(new Date("2026-11-20T12:00:00Z"));
    expect(lastTick("0 12 * * *", new Date(noon.getTime() + 1000))).toEqual(noon);
  });

  test.each(["", "* * * *", "* * * * * *", "@daily", "60 * * * *", "0 24 * * *", "0 0 31 2 *", "a b c d e"])(
    "%j is refused, with a reason",
    (schedule) => {
      expect(cronMistake(schedule)).toMatch(/\S/);
    },
  );
});
