import { describe, expect, it } from "vitest";
import { read } from "../house/tree.ts";
import { allCases } from "./cases/all-cases.ts";
import { type Cell, isGreen, runtimes } from "./matrix.ts";
import { staleness, withMatrix } from "./readme-matrix.ts";

const green: Cell = { passed: allCases.length, failed: 0, skipped: [] };
const row = { direct: green, pooler: green };
const full = Object.fromEntries(runtimes.map((runtime) => [runtime, row]));
const empty = "a\n<!-- conformance: npm run conformance -- --readme -->\n<!-- /conformance -->\nb";

describe("README's conformance matrix", () => {
  it("has every case and every runtime, all green", () => {
    expect(staleness(read("README.md"))).toEqual([]);
  });

  it("is written between its marks, and again over itself", () => {
    const once = withMatrix(empty, full);
    expect(staleness(once)).toEqual([]);
    expect(withMatrix(once, full)).toBe(once);
    expect(once).toMatch(/^a\n[\s\S]*\nb$/);
  });

  it("is called stale where a runtime is missing or failed, or the cases are others", () => {
    const { bun: _, ...others } = full;
    expect(staleness(withMatrix(empty, others))).toHaveLength(1);
    const red = { direct: { ...green, passed: allCases.length - 1, failed: 1 }, pooler: green };
    expect(staleness(withMatrix(empty, { ...full, deno: red }))).toHaveLength(1);
    expect(staleness(withMatrix(empty, full).replace(`${allCases.length} cases`, "3 cases"))).toHaveLength(1);
  });
});

describe("a run", () => {
  it("is green only when something passed and nothing failed", () => {
    const skipped = { passed: 0, failed: 0, skipped: ["Bun is not installed"] };
    expect(isGreen(full)).toBe(true);
    expect(isGreen({ bun: { direct: skipped, pooler: skipped } })).toBe(false);
    expect(isGreen({ ...full, bun: { direct: green, pooler: { ...green, failed: 1 } } })).toBe(false);
  });
});

describe("the cases", () => {
  it("have names of their own", () => {
    expect(new Set(allCases.map(({ name }) => name)).size).toBe(allCases.length);
  });
});
