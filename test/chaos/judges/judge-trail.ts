import { grouped, type LogEvent } from "./log-event.ts";

/** A handled event, in the order in which the processor handled them. */
export interface TrailRow {
  readonly eventId: string;
  readonly position: number;
  /** The sequence key. */
  readonly sequence: string;
}

export interface TrailFindings {
  readonly skipped: number;
  readonly doubled: number;
  /** Handled after a later event of their sequence. */
  readonly reordered: number;
}

/** Every wanted event was handled exactly once, and those of one sequence in the order of the log. */
export function judgeTrail(rows: readonly TrailRow[], wanted: readonly LogEvent[]): TrailFindings {
  const handled = new Set(rows.map(({ eventId }) => eventId));
  const skipped = wanted.filter(({ id }) => !handled.has(id)).length;
  let reordered = 0;
  for (const sequence of grouped(rows, (row) => row.sequence).values()) {
    let furthest = 0;
    for (const { position } of sequence) {
      if (position < furthest) reordered++;
      furthest = Math.max(furthest, position);
    }
  }
  return { skipped, doubled: rows.length - handled.size, reordered };
}
