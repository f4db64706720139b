import type { LetterAdmin, ParkedSequence } from "../../../src/runtime/mod.ts";

/** Rows asked for at once. */
export const pageSize = 500;

/** Every parked sequence, of one processor or of all, page by page. */
export async function allSequences(letters: LetterAdmin, processor?: string): Promise<readonly ParkedSequence[]> {
  const all: ParkedSequence[] = [];
  const of = processor === undefined ? {} : { processor };
  for (let more = true; more; ) {
    const last = all.at(-1);
    const after = last === undefined ? {} : { after: { processor: last.processor, sequence: last.sequence } };
    const page = await letters.sequences({ ...of, ...after, limit: pageSize });
    all.push(...page);
    more = page.length === pageSize;
  }
  return all;
}
