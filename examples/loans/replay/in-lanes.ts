import pLimit from "p-limit";

export interface Lanes<Item> {
  /** Items of one lane are handled one after another, in their order; different lanes at the same time. */
  readonly laneOf: (item: Item) => string;
  readonly handle: (item: Item) => Promise<void>;
  /** Items handled at the same time, at most. */
  readonly inFlight: number;
}

/** How many items are read ahead for each that is handled: a log that stands case by case must be read wide to be busy. */
const readAhead = 64;

/** Handles all items, holding few of them in memory. Stops at the first failure and throws it once all that runs has ended. */
export async function inLanes<Item>(
  items: AsyncIterable<Item>,
  { laneOf, handle, inFlight }: Lanes<Item>,
): Promise<void> {
  const limit = pLimit(inFlight);
  const ends = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  let held = 0;
  let makeRoom = () => {};

  const handleAfter = async (before: Promise<void> | undefined, item: Item): Promise<void> => {
    await before;
    if (failures.length > 0) return;
    await limit(handle, item).catch((failure: unknown) => failures.push(failure));
  };
  const take = (item: Item): void => {
    const lane = laneOf(item);
    held += 1;
    const end = handleAfter(ends.get(lane), item).then(() => {
      held -= 1;
      if (ends.get(lane) === end) ends.delete(lane);
      makeRoom();
    });
    ends.set(lane, end);
  };
  const room = async (): Promise<void> => {
    while (held >= inFlight * readAhead && failures.length === 0) {
      await new Promise<void>((resolve) => {
        makeRoom = resolve;
      });
    }
  };

  try {
    for await (const item of items) {
      take(item);
      await room();
      if (failures.length > 0) break;
    }
  } finally {
    await Promise.all(ends.values());
  }
  if (failures.length > 0) throw failures[0];
}
