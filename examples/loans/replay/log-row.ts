import { createHash } from "node:crypto";

/** A row of the event log, as the replayer works with it. */
export interface LogRow {
  /** 1 for the first row under the header. */
  readonly number: number;
  readonly caseId: string;
  /** In euro. */
  readonly amount: number;
  /** `A_…` application, `O_…` offer, `W_…` work item. */
  readonly activity: string;
  /** SCHEDULE, START or COMPLETE. */
  readonly lifecycle: string;
  /** Who did it; `system` where the log names nobody. */
  readonly resource: string;
  /** ISO 8601, with offset. */
  readonly at: string;
  /** Names the row in every run: see `rowKey`. */
  readonly key: string;
}

/**
 * The row's idempotency key. The number tells equal rows apart; the hash of the text keeps the rows of two logs apart that
 * are replayed into one database. Nothing of the run goes in, so a second run, or one after a crash, sends the same keys.
 */
export function rowKey(number: number, cells: readonly string[]): string {
  const hash = createHash("sha256").update(cells.join("\n")).digest("hex");
  return `row-${number}-${hash.slice(0, 12)}`;
}
