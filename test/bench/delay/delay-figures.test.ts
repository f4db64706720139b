import { describe, expect, it } from "vitest";
import { delayFigures, delayText } from "./delay-figures.ts";

describe("delay from commit to projection", () => {
  it("has percentiles over the events that were projected, and counts the others", () => {
    const written = [
      ["a", 100, 105],
      ["b", 100, 106],
      ["c", 100, 107],
      ["d", 100, 108],
    ] as const;
    const projected = [
      ["a", 110],
      ["b", 120],
      ["b", 121],
      ["c", 130],
      ["x", 131],
    ] as const;
    const figures = delayFigures({ seconds: 1, written, projected });
    expect(figures).toMatchObject({ events: 4, skipped: 1, doubled: 1, invented: 1, p50Ms: 21, mostMs: 30 });
    expect(figures).toMatchObject({ inherent: { p50Ms: 6, p99Ms: 7 }, own: { p50Ms: 15, p99Ms: 23 } });
    expect(delayText(figures)).toContain("4 events, 1 skipped, 1 doubled, 1 invented");
  });
});
