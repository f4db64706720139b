import type { LogRow } from "./log-row.ts";

export interface Survey {
  readonly rows: number;
  readonly applications: number;
}

/** Reads a log once through, to know how much is to be done. */
export async function survey(log: AsyncIterable<LogRow>): Promise<Survey> {
  const cases = new Set<string>();
  let rows = 0;
  for await (const { caseId } of log) {
    rows += 1;
    cases.add(caseId);
  }
  return { rows, applications: cases.size };
}

/** The first rows of a log. */
export async function* firstRows(log: AsyncIterable<LogRow>, count: number): AsyncGenerator<LogRow> {
  if (count === 0) return;
  let number = 0;
  for await (const row of log) {
    yield row;
    number += 1;
    if (number === count) return;
  }
}
