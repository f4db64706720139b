import { median } from "../figures.ts";
import { medianInterval } from "../processors/interval.ts";
import type { ProcessorRow } from "../processors/processor-report.ts";

/** Rates of neighbours. */
export interface TelemetryPair {
  readonly wired: number;
  readonly without: number;
}

/** Each command stores one event, so that it stands among the rows of events a second. Ratios are taken within pairs: what slows the machine for a while slows both. */
export function telemetryRow(pairs: readonly TelemetryPair[]): ProcessorRow {
  const cost = medianInterval(pairs.map(({ wired, without }) => 1 - wired / without));
  const rate = median(pairs.map(({ wired }) => wired));
  return { case: "telemetry", mode: "no SDK", rate, over: {}, cost: { ...cost, pairs: pairs.length } };
}
