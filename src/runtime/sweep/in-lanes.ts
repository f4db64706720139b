import { bell } from "../bell.ts";
import type { Advance } from "../processors/advance.ts";
import type { SegmentWorker } from "../processors/segment-worker.ts";

/** Batches under way at once: a database client at the edge has few connections. */
const lanes = 4;

interface Turns {
  readonly advance: (worker: SegmentWorker) => Promise<Advance>;
  /** Whether no further turn may begin. */
  readonly isOver: () => boolean;
  /** Aborted when nothing is waited for any more. */
  readonly signal: AbortSignal;
}

/**
 * Has workers take turns, a batch each, so that one with a long way to go holds nobody up, nor one that waits, until each has come to an end
 * or the time is over. Answers where those stand that were worked on.
 */
export async function inLanes(
  workers: readonly SegmentWorker[],
  { advance, isOver, signal }: Turns,
): Promise<ReadonlyMap<SegmentWorker, Advance>> {
  const queue = [...workers];
  const ends = new Map<SegmentWorker, Advance>();
  const changed = bell();
  let going = workers.length;
  const again = (worker: SegmentWorker): void => {
    queue.push(worker);
    changed.ring();
  };
  const turn = async (worker: SegmentWorker): Promise<void> => {
    const end = await advance(worker);
    ends.set(worker, end);
    if (end === "behind") again(worker);
    else if (end === "waiting") void worker.turned(signal).then(() => again(worker));
    else going--;
    if (going === 0) changed.ring();
  };
  const lane = async (): Promise<void> => {
    while (going > 0 && !isOver()) {
      const worker = queue.shift();
      if (worker !== undefined) await turn(worker);
      else await changed.next(signal);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return ends;
}
