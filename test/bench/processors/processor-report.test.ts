import { describe, expect, it } from "vitest";
import { deadLetterRow, processorRows } from "./processor-report.ts";
import { processorText } from "./processor-text.ts";

describe("report of processors", () => {
  const rows = processorRows([
    { entrant: "fold-1", rates: [150_000, 100_000, 160_000] },
    { entrant: "rawRead", rates: [300_000] },
    { entrant: "emmettConsumer", rates: [7_500] },
  ]);

  it("has a row for each entrant, with medians, and ratios to the peers that took part", () => {
    expect(rows).toEqual([
      { case: "fold-1", rate: 150_000, over: { rawRead: 0.5, emmettConsumer: 20 } },
      { case: "rawRead", rate: 300_000, over: {} },
      { case: "emmettConsumer", rate: 7_500, over: {} },
    ]);
  });

  it("takes the cost of dead letters within pairs, with an interval", () => {
    const pairs = Array.from({ length: 10 }, (_, nth) => ({ halt: 100 * (nth + 1), deadLetter: 97 * (nth + 1) }));
    const { cost, rate } = deadLetterRow(pairs);
    expect(rate).toBeCloseTo(533.5);
    expect(cost?.median).toBeCloseTo(0.03);
    expect(cost?.high).toBeCloseTo(0.03);
  });

  it("says it all in text", () => {
    const cost = { median: 0.012, low: -0.01, high: 0.04, pairs: 12 };
    const catchUp = { case: "catch-up", mode: "fold-16", rate: 120_000, over: {}, memoryMiB: [90, 91, 91, 92] };
    const text = processorText([...rows, { case: "dead-letters", rate: 1, over: {}, cost }, catchUp]).join("\n");
    expect(text).toContain("fold-1            150,000 events a second, 0.5× rawRead, 20× emmettConsumer");
    expect(text).toContain("costs 1.2% (95% interval -1.0% to 4.0%, 12 pairs)");
    expect(text).toContain("resident 90, 91, 91, 92 MiB after each quarter");
  });
});
