import { describe, expect, it } from "vitest";
import { medianInterval } from "./interval.ts";

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, nth) => nth + 1);

describe("median interval", () => {
  it("leaves out as many values as the sign test allows", () => {
    expect(medianInterval(upTo(6))).toEqual({ median: 3.5, low: 1, high: 6 });
    expect(medianInterval(upTo(10))).toEqual({ median: 5.5, low: 2, high: 9 });
    expect(medianInterval(upTo(12).toReversed())).toEqual({ median: 6.5, low: 3, high: 10 });
    expect(medianInterval(upTo(20))).toEqual({ median: 10.5, low: 6, high: 15 });
  });

  it("is refused where there are too few values", () => {
    expect(() => medianInterval(upTo(5))).toThrow("fewer than six values");
  });
});
