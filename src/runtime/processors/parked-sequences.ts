import type { LetterTransaction } from "../../store/letter-store.ts";

/**
 * Which sequences of a segment are parked, as far as its node knows. A healthy processor pays nothing: what is known holds as long as
 * the version of the letters in the segment's row is the same.
 */
export interface ParkedSequences {
  /** As of now: asked under the segment's lock, with the version that was read under it. */
  under(version: number, letters: Pick<LetterTransaction, "parked">): Promise<Set<string>>;
  /** The changes made to the set that `under` gave are committed, and left this version behind. */
  keep(version: number): void;
  /** They were rolled back. */
  forget(): void;
  /** As of the last look; undefined where there was none. */
  readonly known: Set<string> | undefined;
}

export function parkedSequences(): ParkedSequences {
  let sequences = new Set<string>();
  let known: number | undefined;
  return {
    under: async (version, letters) => {
      if (known === version) return sequences;
      known = undefined;
      sequences = new Set(await letters.parked());
      known = version;
      return sequences;
    },
    keep: (version) => {
      if (known !== undefined) known = version;
    },
    forget: () => {
      known = undefined;
    },
    get known() {
      return known === undefined ? undefined : sequences;
    },
  };
}
