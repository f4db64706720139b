import { describe, expect, it } from "vitest";
import { figuresOf, median, medianFigures, percentile } from "./figures.ts";

describe("percentile", () => {
  it("is the smallest value that the part does not exceed, in whatever order they came", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([7], 0.01)).toBe(7);
  });

  it("compares as numbers", () => {
    expect(percentile([10, 9, 100], 0.5)).toBe(10);
  });

  it("is refused where nothing was measured", () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});

describe("median", () => {
  it("is the one in the middle, or the mean of the two there", () => {
    expect(median([100, 9, 10])).toBe(10);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([5])).toBe(5);
  });

  it("is refused where nothing was measured", () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it("of figures is taken of each by itself", () => {
    const rounds = [
      { rate: 100, p50Ms: 3, p99Ms: 20 },
      { rate: 300, p50Ms: 1, p99Ms: 30 },
      { rate: 200, p50Ms: 2, p99Ms: 10 },
    ];
    expect(medianFigures(rounds)).toEqual({ rate: 200, p50Ms: 2, p99Ms: 20 });
  });
});

describe("figures of a stretch", () => {
  it("count each call for what it stores, a second", () => {
    expect(figuresOf([1, 2, 3, 4], { timedMs: 500, perCall: 500 })).toEqual({ rate: 4000, p50Ms: 2, p99Ms: 4 });
  });

  it("are refused where nothing was completed", () => {
    expect(() => figuresOf([], { timedMs: 300, perCall: 1 })).toThrow(
      "Cannot tell a rate: nothing was completed within 300 ms; measure longer (--seconds)",
    );
  });
});
