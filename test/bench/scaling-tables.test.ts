import { expect, it } from "vitest";
import { read } from "../house/tree.ts";
import { withFigures } from "./scaling-tables.ts";

const row = { case: "new-streams", callers: 8, p99Ms: 4, nodeCores: 1, cores: 2, saturates: "the nodes" } as const;
const nodes = [
  { ...row, nodes: 1, rate: 1000 },
  { ...row, nodes: 2, rate: 1500, databaseCores: 0.6 },
];
const sizes = { tableBytes: 2 ** 30, indexBytes: 2 ** 29, appendRate: 1, readRate: 2000, loadRate: 3 };

it("docs/scaling.md takes a run's figures into its tables, and again over them", () => {
  const page = read("docs/scaling.md");
  const once = withFigures(page, { nodes, tables: [{ layout: "single", events: 1_000_000, ...sizes }] });
  expect(once).toContain("| new-streams | 2 | 1,500 | 1.50× | 4 | 1.0 | 0.6 of 2 | the nodes |");
  expect(once).toContain("| single | 1,000,000 | 1.00 | 0.50 | 1 | 2,000 | 3 |");
  expect(withFigures(once, { nodes })).toBe(once);
});

it("docs/scaling.md keeps what a run did not measure", () => {
  const page = read("docs/scaling.md");
  expect(withFigures(page, {})).toBe(page);
});
