import { expect, test } from "vitest";
import { telemetryRow } from "./telemetry-row.ts";

test("the cost is the median part of the rate that is lost within pairs, with its interval", () => {
  const pairs = [1, 2, 3, 4, 5, 6].map((lost) => ({ wired: 1000 - lost * 10, without: 1000 }));
  const { rate, cost, mode } = telemetryRow(pairs);
  expect({ rate, mode }).toEqual({ rate: 965, mode: "no SDK" });
  expect(cost?.pairs).toBe(6);
  expect(cost?.median).toBeCloseTo(0.035);
  expect(cost?.low).toBeCloseTo(0.01);
  expect(cost?.high).toBeCloseTo(0.06);
});
