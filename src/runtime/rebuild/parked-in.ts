import type { LetterStore, SequenceRef } from "../../store/letter-store.ts";

const pageSize = 500;

/** The parked sequences of a processor, each with the type of the event that parks it. */
export async function parkedIn(
  letters: Pick<LetterStore, "sequences">,
  processor: string,
): Promise<ReadonlyMap<string, string>> {
  const parked = new Map<string, string>();
  let after: SequenceRef | undefined;
  for (;;) {
    const query = { processor, limit: pageSize, ...(after === undefined ? {} : { after }) };
    const page = await letters.sequences(query);
    for (const { sequence, head } of page) parked.set(sequence, head.eventType);
    after = page.at(-1);
    if (page.length < pageSize) return parked;
  }
}

/** Keys that only the second has. */
export function onlyIn(before: { has(key: string): boolean }, after: { keys(): Iterable<string> }): readonly string[] {
  return [...after.keys()].filter((key) => !before.has(key)).sort();
}
