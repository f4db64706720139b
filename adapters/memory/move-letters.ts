import { keyHash, type Letter, type LetterStore, MyelinError } from "../../src/runtime/mod.ts";
import { segmentKey } from "./memory-claims.ts";
import { lettersOf, sequenceText } from "./memory-letters.ts";
import { type MemoryProcessor, segmentOf } from "./memory-processors.ts";
import type { MemoryWorkshop } from "./memory-work.ts";

interface Move {
  readonly from: string;
  readonly to: string;
}

/** Sequence by sequence, each under the locks of both processors' segments. */
export async function moveLetters(shop: MemoryWorkshop, { from, to }: Move): ReturnType<LetterStore["move"]> {
  const sequences = [...(shop.box.byProcessor.get(from)?.keys() ?? [])].sort();
  const refused: string[] = [];
  let moved = 0;
  for (const sequence of sequences) {
    const letters = await moveSequence(shop, { from, to, sequence });
    if (letters === undefined) refused.push(sequence);
    else moved += letters;
  }
  return { moved, refused };
}

interface Sequence extends Move {
  readonly sequence: string;
}

/** Undefined: the new name has letters of the sequence itself, or is not known. */
async function moveSequence(shop: MemoryWorkshop, move: Sequence): Promise<number | undefined> {
  for (;;) {
    const keys = keysOf(shop, move);
    const leave = await shop.locks.take(keys);
    if (leave === undefined) throw busy(move);
    try {
      // Segments may have been split or merged while this waited.
      if (keysOf(shop, move).join() === keys.join()) return moveNow(shop, move);
    } finally {
      leave();
    }
  }
}

function busy({ from, sequence }: Sequence): MyelinError {
  const message = `Cannot move the letters of "${from}/${sequence}": a batch holds their segment; try again`;
  return new MyelinError("contention", message);
}

function keysOf({ processors }: MemoryWorkshop, { from, to, sequence }: Sequence): readonly string[] {
  return [from, to].flatMap((name) => {
    const processor = processors.byName.get(name);
    return processor === undefined ? [] : keyOf(processor, sequence);
  });
}

function keyOf(processor: MemoryProcessor, sequence: string): readonly string[] {
  const segment = segmentOf(processor, keyHash(sequence));
  return segment === undefined ? [] : [segmentKey({ processor: processor.name, id: segment.id })];
}

function moveNow({ box, processors }: MemoryWorkshop, { from, to, sequence }: Sequence): number | undefined {
  const taken = lettersOf(box, { processor: to, sequence }).length > 0;
  if (taken || from === to || !processors.byName.has(to)) return undefined;
  const letters = lettersOf(box, { processor: from, sequence });
  const target = box.byProcessor.get(to) ?? new Map();
  box.byProcessor.set(to, target);
  if (letters.length > 0)
    target.set(
      sequence,
      letters.map((letter): Letter => ({ ...letter, processor: to })),
    );
  box.byProcessor.get(from)?.delete(sequence);
  box.claims.delete(sequenceText({ processor: from, sequence }));
  for (const name of [from, to]) countUp(processors.byName.get(name), sequence);
  return letters.length;
}

function countUp(processor: MemoryProcessor | undefined, sequence: string): void {
  const segment = processor === undefined ? undefined : segmentOf(processor, keyHash(sequence));
  if (segment === undefined) return;
  processor?.segments.set(segment.id, { ...segment, lettersVersion: segment.lettersVersion + 1 });
}
