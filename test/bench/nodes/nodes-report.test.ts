import { describe, expect, it } from "vitest";
import { type NodesRound, nodesRow, nodesText, saturated } from "./nodes-report.ts";

const figures = { rate: 100, p50Ms: 1, p99Ms: 4 };
const round: NodesRound = {
  seconds: 2,
  nodes: [
    { figures, cpuSeconds: 1 },
    { figures: { ...figures, p99Ms: 9 }, cpuSeconds: 1 },
  ],
  before: { cores: 4, database: 10, idle: 100, disk: 5 },
  after: { cores: 4, database: 14, idle: 101, disk: 5 },
};

describe("nodes", () => {
  it("are told together, with the processors that they and the database use", () => {
    const row = nodesRow({ name: "new-streams", nodes: 2, callers: 8 }, [round]);
    expect(row).toMatchObject({ rate: 200, p99Ms: 9, nodeCores: 1, databaseCores: 2, idleCores: 0.5, cores: 4 });
    expect(nodesText([row])[1]).toMatch(/^new-streams, 2, 8: 200, 9.0 ms; 1.0 and 2.0 of 4; /);
  });

  it.each([
    [{ nodes: 1, nodeCores: 0.95, databaseCores: 0.5, idleCores: 2, diskCores: 0, cores: 4 }, /^the nodes/],
    [
      { nodes: 2, nodeCores: 0.9, databaseCores: 1, idleCores: 0.1, diskCores: 0, cores: 2 },
      /^the machine's processors/,
    ],
    [{ nodes: 1, nodeCores: 0.2, databaseCores: 0.3, idleCores: 0.1, diskCores: 0, cores: 2 }, /other programs/],
    [{ nodes: 1, nodeCores: 0.2, databaseCores: 0.3, idleCores: 0.2, diskCores: 1.2, cores: 2 }, /^the disk/],
    [{ nodes: 1, nodeCores: 0.2, databaseCores: 0.3, idleCores: 1.4, diskCores: 0.1, cores: 2 }, /^neither/],
    [{ nodes: 1, nodeCores: 0.2, cores: 2 }, /^not known/],
  ])("are kept from more by what %j tells", (used, words) => {
    expect(saturated(used)).toMatch(words);
  });
});
