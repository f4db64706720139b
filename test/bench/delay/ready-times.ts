/** Ids of committed events, when their commit was answered, and when nobody could bring an earlier event any more. */
export type Written = readonly (readonly [id: string, committedMs: number, readyMs: number])[];

/** A transaction that has ended, and what it had drawn. */
export interface Ended {
  readonly events: readonly (readonly [id: string, position: number])[];
  readonly committed: boolean;
  readonly atMs: number;
}

/**
 * When each committed event could be delivered at the earliest, in the order of the log: once every transaction had ended that drew a position
 * up to its own. Before that nobody can know that no event comes before it.
 */
export function readyTimes(ended: readonly Ended[]): Written {
  const drawn = ended
    .flatMap((one) => one.events.map(([id, position]) => ({ id, position, one })))
    .sort((a, b) => a.position - b.position);
  const written: [string, number, number][] = [];
  let readyMs = Number.NEGATIVE_INFINITY;
  for (const { id, one } of drawn) {
    readyMs = Math.max(readyMs, one.atMs);
    if (one.committed) written.push([id, one.atMs, readyMs]);
  }
  return written;
}
