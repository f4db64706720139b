import { describe, expect, it } from "vitest";
import { barLength, plotSvg } from "./plot.ts";
import { type BenchReport, type BenchRow, benchReport } from "./report.ts";

const empty = benchReport({ machine: { cpu: "A <CPU>", cores: 2 }, settings: {}, measured: [], start: [] });

function row(
  name: string,
  { mode, rate, emmett }: { mode: BenchRow["mode"]; rate: number; emmett?: number },
): BenchRow {
  return { case: name, callers: 64, mode, rate, p50Ms: 1, p99Ms: 2, over: emmett === undefined ? {} : { emmett } };
}

const report: BenchReport = {
  ...empty,
  rows: [
    row("new-streams", { mode: "batched", rate: 55_100, emmett: 19 }),
    row("new-streams", { mode: "simple", rate: 14_500, emmett: 5 }),
    row("new-streams", { mode: "emmett", rate: 2_900 }),
    row("hot-stream", { mode: "batched", rate: 60_000, emmett: 1000 }),
    row("hot-stream", { mode: "emmett", rate: 60 }),
    { ...row("warm-streams", { mode: "batched", rate: 1, emmett: 1 }), callers: 1 },
  ],
};

describe("plot", () => {
  it("draws a bar for each mode of each case at 64 callers", () => {
    const svg = plotSvg(report);
    expect(svg.match(/<rect class="(batched|simple)"/g)).toHaveLength(3);
    expect(svg).toContain("New streams (Emmett: 2,900 per second)");
    expect(svg).toContain("19× batched, 55,000 per second");
    expect(svg).toContain("1,000× batched, 60,000 per second");
    expect(svg).not.toContain("1,000 streams");
    expect(svg).toContain("A &lt;CPU>");
  });

  it("gives equal factors equal lengths, and the greatest all the room", () => {
    const [ten, hundred, thousand] = [10, 100, 1000].map((ratio) => barLength(ratio, 1000));
    expect(hundred).toBeCloseTo(2 * (ten ?? 0));
    expect(thousand).toBeCloseTo(3 * (ten ?? 0));
    expect(barLength(0.5, 1000)).toBe(2);
    expect(barLength(1, 1)).toBe(2);
  });

  it("of a void run says so", () => {
    expect(plotSvg({ ...report, void: "busy" })).toContain("VOID");
    expect(plotSvg(report)).not.toContain("VOID");
  });

  it("is refused where there is nothing to draw", () => {
    expect(() => plotSvg(empty)).toThrow("Cannot draw the report");
  });
});
