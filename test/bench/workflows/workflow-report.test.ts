import { describe, expect, it } from "vitest";
import { workflowRows, workflowText } from "./workflow-report.ts";

describe("report of workflows", () => {
  const rows = workflowRows([
    { entrant: "workflow", rates: [9_000, 10_000, 11_000] },
    { entrant: "dbos", rates: [400, 500, 600] },
    { entrant: "emmettReactor", rates: [1_000] },
  ]);

  it("has a row for each entrant, with medians, and ratios to the peers", () => {
    expect(rows).toEqual([
      { case: "workflow", rate: 10_000, over: { dbos: 20, emmettReactor: 10 } },
      { case: "dbos", rate: 500, over: {} },
      { case: "emmettReactor", rate: 1_000, over: {} },
    ]);
  });

  it("has ratios only to peers that took part", () => {
    expect(workflowRows([{ entrant: "workflow", rates: [1] }])).toEqual([{ case: "workflow", rate: 1, over: {} }]);
  });

  it("says it in text", () => {
    expect(workflowText(rows)[0]).toBe(
      "workflow          10,000 events to commands a second, 20× dbos, 10× emmettReactor",
    );
  });
});
