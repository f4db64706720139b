import { ratioText } from "../ratio-text.ts";
import type { ProcessorRow } from "./processor-report.ts";

/** A line for each row, as a terminal shows it. */
export function processorText(rows: readonly ProcessorRow[]): readonly string[] {
  return rows.map((row) => `${row.case.padEnd(16)}  ${[rateOf(row), ...factsOf(row)].join(", ")}`);
}

function rateOf({ rate }: ProcessorRow): string {
  return `${Math.round(rate).toLocaleString("en")} events a second`;
}

function factsOf({ mode, over, memoryMiB, cost }: ProcessorRow): readonly string[] {
  const facts = Object.entries(over).map(([peer, ratio]) => `${ratioText(ratio)} ${peer}`);
  if (mode !== undefined) facts.push(mode);
  if (memoryMiB !== undefined) facts.push(`resident ${memoryMiB.join(", ")} MiB after each quarter`);
  if (cost !== undefined) {
    const { median, low, high, pairs } = cost;
    facts.push(`costs ${percent(median)} (95% interval ${percent(low)} to ${percent(high)}, ${pairs} pairs)`);
  }
  return facts;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)}%`;
}
