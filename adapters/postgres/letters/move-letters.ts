import { keyHash, type LetterStore, MyelinError } from "../../../src/runtime/mod.ts";
import { engineError } from "../engine-error.ts";
import { lockSegments, placeOf, type UnderLocks } from "../segments/locked-segments.ts";
import type { SegmentSettings } from "../segments/segment-settings.ts";
import { countUpText } from "../segments/segment-texts.ts";
import { onlyText, textAt } from "../sql/columns.ts";
import { containsText, moveSequenceText, parkedText } from "./letter-texts.ts";

interface Move {
  readonly from: string;
  readonly to: string;
}

/** Sequence by sequence, each under the locks of both processors' segments. */
export async function moveLetters(settings: SegmentSettings, { from, to }: Move): ReturnType<LetterStore["move"]> {
  const refused: string[] = [];
  let moved = 0;
  for (const sequence of await parkedOf(settings, from)) {
    const letters = await moveSequence(settings, { from, to, sequence });
    if (letters === undefined) refused.push(sequence);
    else moved += letters;
  }
  return { moved, refused };
}

async function parkedOf({ driver, schema }: SegmentSettings, processor: string): Promise<readonly string[]> {
  try {
    const { rows } = await driver.query({ text: parkedText(schema), values: [processor, "0", "0"], prepare: true });
    return rows.map((row) => textAt(row, 0));
  } catch (error) {
    throw engineError(error, `list the parked sequences of "${processor}"`);
  }
}

interface Sequence extends Move {
  readonly sequence: string;
}

/** Undefined: the new name has letters of the sequence itself, or is not known. */
async function moveSequence(settings: SegmentSettings, move: Sequence): Promise<number | undefined> {
  const { from, to, sequence } = move;
  const { schema } = settings;
  const work = async ({ session, segments }: UnderLocks): Promise<number | undefined> => {
    if (from === to || !segments.some(({ processor }) => processor === to)) return undefined;
    const taken = await session.query({ text: containsText(schema), values: [to, sequence] });
    if (onlyText(taken) === "t") return undefined;
    const { count } = await session.query({ text: moveSequenceText(schema), values: [from, to, sequence] });
    for (const { processor, id } of segments)
      await session.query({ text: countUpText(schema), values: [processor, String(id), "1"] });
    return count;
  };
  const act = `move the letters of "${from}/${sequence}"`;
  const places = [from, to].map((processor) => placeOf(processor, keyHash(sequence)));
  const locked = await lockSegments(settings, { act, places, work });
  if (locked.kind === "done") return locked.value;
  throw new MyelinError("contention", `Cannot ${act}: a batch holds their segment; try again`);
}
