import type { LogRow } from "./log-row.ts";

/** A day of the log. */
export interface LogDay {
  /** When it begins, in UTC; milliseconds since 1970. */
  readonly time: number;
  /** Those of one application as they stand in the log. */
  readonly rows: readonly LogRow[];
}

const dayMs = 86_400_000;

/** Every day from a log's first to its last, those without rows too, and the one after. A row that stands behind a later one of its application is of that one's day. */
export async function daysOf(log: AsyncIterable<LogRow>): Promise<readonly LogDay[]> {
  const days = new Map<number, LogRow[]>();
  const latest = new Map<string, number>();
  for await (const row of log) {
    const day = Math.max(dayOf(row), latest.get(row.caseId) ?? 0);
    latest.set(row.caseId, day);
    const rows = days.get(day) ?? [];
    rows.push(row);
    days.set(day, rows);
  }
  if (days.size === 0) return [];
  const numbers = [...days.keys()].sort((a, b) => a - b);
  const [first = 0] = numbers;
  const count = (numbers.at(-1) ?? first) - first + 2;
  return Array.from({ length: count }, (_, index) => ({
    time: (first + index) * dayMs,
    rows: days.get(first + index) ?? [],
  }));
}

/** When a log begins; milliseconds since 1970. */
export async function startOf(log: AsyncIterable<LogRow>): Promise<number> {
  let first = Number.POSITIVE_INFINITY;
  for await (const row of log) first = Math.min(first, dayOf(row) * dayMs);
  return Number.isFinite(first) ? first : 0;
}

function dayOf({ at }: LogRow): number {
  return Math.floor(Date.parse(at) / dayMs);
}
