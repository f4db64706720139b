import fc from "fast-check";
import { expect, it } from "vitest";
import { latencyCounts } from "../../../src/runtime/inspect/latency-counts.ts";

const parts = [0.01, 0.5, 0.9, 0.99, 1];

it("a quantile is that of the durations, within a fifth above", () => {
  const duration = fc.double({ min: 0.2, max: 60_000, noNaN: true });
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1, maxLength: 200 }), (durations) => {
      const counts = latencyCounts();
      for (const ms of durations) counts.add(ms);
      const sorted = [...durations].sort((a, b) => a - b);
      for (const part of parts) {
        const exact = sorted[Math.max(1, Math.ceil(part * sorted.length)) - 1] ?? 0;
        const told = counts.quantile(part) ?? 0;
        expect(told / exact).toBeGreaterThan(0.999);
        expect(told / exact).toBeLessThan(1.19);
      }
    }),
  );
});

it("durations beyond the ends are counted at the ends, and clearing forgets all", () => {
  const counts = latencyCounts();
  expect(counts.quantile(0.5)).toBeNull();
  for (const ms of [0, -1, 1e12]) counts.add(ms);
  expect([counts.total, counts.quantile(0.5)]).toEqual([3, 0.1]);
  expect(counts.quantile(1)).toBeGreaterThan(100_000);
  counts.clear();
  expect([counts.total, counts.quantile(1)]).toEqual([0, null]);
});
