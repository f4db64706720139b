import { MyelinError } from "../../base/error.ts";
import { keyHash } from "../../base/key-hash.ts";
import type { SequenceRef } from "../../store/letter-store.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import { isAnnounced, sequenceResumed } from "../letters/announce.ts";
import type { AdminPorts } from "./admin-ports.ts";

/** Letters that are removed in one transaction, at most. */
const page = 200;

/**
 * Removes one letter, or the whole sequence with what is parked behind it meanwhile; answers how many. A worker that has the letter loses it,
 * and what its handler wrote.
 *
 * @throws MyelinError `unknown_sequence` where there is no such letter
 */
export async function evictLetters(
  { processor, sequence, index }: SequenceRef & { readonly index?: number | undefined },
  ports: AdminPorts,
): Promise<number> {
  const { store, log } = ports;
  const ref = { processor, sequence };
  const announced = await isAnnounced(store.events, ref);
  let evicted = 0;
  for (;;) {
    const wanted = index === undefined ? await indices(ref, ports) : [index];
    const { gone, emptied } = await evictPage(wanted, { ref, announced, ports });
    evicted += gone;
    if (index !== undefined || emptied || wanted.length === 0) break;
  }
  if (evicted === 0) throw unknownSequence({ processor, sequence, index });
  log("warn", "Letters were evicted by hand: their events are given up", { processor, sequence, letters: evicted });
  return evicted;
}

export function unknownSequence({
  processor,
  sequence,
  index,
}: SequenceRef & { index?: number | undefined }): MyelinError {
  const state = index === undefined ? "no letters of it are there" : `it has no letter ${index}`;
  const message = `Cannot find sequence "${sequence}" of processor "${processor}" in the dead-letter table: ${state}; list the parked ones`;
  return new MyelinError("unknown_sequence", message);
}

async function indices(ref: SequenceRef, { store }: AdminPorts): Promise<readonly number[]> {
  return (await store.letters.letters({ ...ref, limit: page })).map(({ index }) => index);
}

interface Evicting {
  readonly ref: SequenceRef;
  readonly announced: boolean;
  readonly ports: AdminPorts;
}

async function evictPage(
  wanted: readonly number[],
  { ref, announced, ports }: Evicting,
): Promise<{ readonly gone: number; readonly emptied: boolean }> {
  const { processor, sequence } = ref;
  const handle = async (transaction: BatchTransaction): Promise<{ gone: number; emptied: boolean }> => {
    let gone = 0;
    let emptied = false;
    for (const index of wanted) {
      const eviction = await transaction.letters.evict(sequence, { index });
      if (eviction !== "unknown") gone++;
      emptied = eviction === "emptied";
    }
    if (emptied && announced) await transaction.announce([sequenceResumed(ref)]);
    return { gone, emptied };
  };
  const result = await ports.store.segments.locked({ processor, hash: keyHash(sequence), handle });
  if (result.kind === "done") return result.value;
  if (result.kind === "unknown") return { gone: 0, emptied: true };
  const message = `Cannot evict letters of sequence "${sequence}" of processor "${processor}": a batch holds its segment; try again`;
  throw new MyelinError("contention", message);
}
