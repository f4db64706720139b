import type { Advance } from "../processors/advance.ts";
import type { SegmentWorker } from "../processors/segment-worker.ts";

/** Batches under way at once: a database client at the edge has few connections. */
const lanes = 4;

interface Turns {
  readonly advance: (worker: SegmentWorker) => Promise<Advance>;
  /** Whether no further turn may begin. */
  readonly isOver: () => boolean;
}

/**
 * Has workers take turns, a batch each, so that one with a long way to go holds nobody up, until each has come to an end or the time is over.
 * Answers where those stand that were worked on.
 */
export async function inLanes(
  workers: readonly SegmentWorker[],
  { advance, isOver }: Turns,
): Promise<ReadonlyMap<SegmentWorker, Advance>> {
  const queue = [...workers];
  const ends = new Map<SegmentWorker, Advance>();
  const lane = async (): Promise<void> => {
    while (!isOver()) {
      const worker = queue.shift();
      if (worker === undefined) return;
      const end = await advance(worker);
      ends.set(worker, end);
      if (end === "behind") queue.push(worker);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return ends;
}
