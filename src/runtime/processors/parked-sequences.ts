import type { LetterTransaction } from "../../store/letter-store.ts";
import type { WorkResult } from "../../store/segment-store.ts";

/**
 * Which sequences of a segment are parked, as far as its node knows. A healthy processor pays nothing: what is known holds as long as
 * the version of the letters in the segment's row is the same.
 */
export interface ParkedSequences {
  /** As of now: asked under the segment's lock, with the version that was read under it. */
  under(version: number, letters: Pick<LetterTransaction, "parked">): Promise<Set<string>>;
  /** A transaction that looks by `under`: where it is done, the changes that it made to the set hold; where it is not, they were rolled back. */
  during(work: () => Promise<WorkResult>): Promise<WorkResult>;
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
    during: async (work) => {
      try {
        const result = await work();
        if (result.kind !== "done") known = undefined;
        else if (known !== undefined) known = result.lettersVersion;
        return result;
      } catch (error) {
        known = undefined;
        throw error;
      }
    },
    get known() {
      return known === undefined ? undefined : sequences;
    },
  };
}
