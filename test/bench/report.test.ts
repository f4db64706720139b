import { describe, expect, it } from "vitest";
import { contestantsOf, type Mode } from "./cases.ts";
import { ratioText } from "./ratio-text.ts";
import { benchReport } from "./report.ts";
import { reportText } from "./report-text.ts";

interface Sample {
  readonly name?: string;
  readonly callers?: number;
  readonly mode: Mode;
  readonly rates: readonly number[];
}

function report(samples: readonly Sample[]) {
  const measured = samples.map(({ name = "new-streams", callers = 64, mode, rates }) => ({
    case: name,
    callers,
    mode,
    rounds: rates.map((rate) => ({ rate, p50Ms: 1, p99Ms: 2 })),
  }));
  return benchReport({ machine: { cores: 2 }, settings: { seconds: 3 }, measured, start: [] });
}

describe("report", () => {
  it("has a row for each contestant, with the medians and the ratios to its peers", () => {
    const { rows } = report([
      { mode: "batched", rates: [50_000, 60_000, 10] },
      { mode: "emmett", rates: [2500, 2400, 2600] },
      { mode: "rawBatched", rates: [100_000] },
    ]);
    expect(rows).toEqual([
      {
        case: "new-streams",
        callers: 64,
        mode: "batched",
        rate: 50_000,
        p50Ms: 1,
        p99Ms: 2,
        over: { emmett: 20, rawBatched: 0.5 },
      },
      { case: "new-streams", callers: 64, mode: "emmett", rate: 2500, p50Ms: 1, p99Ms: 2, over: {} },
      { case: "new-streams", callers: 64, mode: "rawBatched", rate: 100_000, p50Ms: 1, p99Ms: 2, over: {} },
    ]);
  });

  it("compares only within one case and one number of callers", () => {
    const { rows } = report([
      { mode: "simple", rates: [10] },
      { mode: "emmett", rates: [3000], callers: 1 },
      { mode: "emmett", rates: [3000], name: "hot-stream" },
    ]);
    expect(rows[0]?.over).toEqual({});
  });

  it("is void when Emmett falls below 70% of its yardstick there, and only there", () => {
    expect(report([{ mode: "emmett", rates: [2029] }]).void).toBe(
      "The machine was busy: Emmett came to 2029 commands a second where at least 2030 are expected",
    );
    expect(report([{ mode: "emmett", rates: [2030] }])).not.toHaveProperty("void");
    expect(report([{ mode: "emmett", rates: [60], name: "hot-stream" }])).not.toHaveProperty("void");
    expect(report([{ mode: "emmett", rates: [500], callers: 1 }])).not.toHaveProperty("void");
  });

  it("is the same after a way through JSON", () => {
    const one = report([
      { mode: "batched", rates: [50_000] },
      { mode: "emmett", rates: [2500] },
    ]);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  });
});

describe("report text", () => {
  it("lines its columns up and says what it lacks", () => {
    const text = reportText(
      report([
        { mode: "batched", rates: [60_000], callers: 1024 },
        { mode: "emmett", rates: [2500], callers: 1024 },
      ]),
    );
    expect(text).toContain("new-streams    1,024  batched      60,000    1.00    2.00          24×");
    expect(text).toContain("Whether the machine was idle is not known");
  });

  it("ends with the reason why a run is void", () => {
    expect(reportText(report([{ mode: "emmett", rates: [100] }]))).toMatch(/\nVOID\. The machine was busy: .*$/);
  });

  it("tells ratios by three digits", () => {
    expect([0.53449, 5.3449, 53.449, 1234.5].map(ratioText)).toEqual(["0.534×", "5.34×", "53.4×", "1,230×"]);
  });
});

describe("contestants", () => {
  it("are joined by the raw inserts where all is inserts, and by batches where there are callers for them", () => {
    expect(contestantsOf({ name: "new-streams", callers: 64 })).toEqual([
      "batched",
      "simple",
      "emmett",
      "rawSingle",
      "rawBatched",
    ]);
    expect(contestantsOf({ name: "new-streams", callers: 1 })).toEqual(["batched", "simple", "emmett", "rawSingle"]);
    expect(contestantsOf({ name: "hot-stream", callers: 64 })).toEqual(["batched", "simple", "emmett"]);
  });
});
