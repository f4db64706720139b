import { isMyelinError, type LetterAdmin, type RetryResult } from "../../../src/runtime/mod.ts";
import { allSequences } from "./all-sequences.ts";
import { retryText } from "./letter-text.ts";

/** Retries each sequence that is parked now, once, and tells how far it is on standard error. */
export async function retryAll(letters: LetterAdmin, processor: string): Promise<readonly RetryResult[]> {
  const parked = await allSequences(letters, processor);
  const results: RetryResult[] = [];
  for (const { sequence } of parked) {
    const result = await retryParked(letters, { processor, sequence });
    if (result !== undefined) results.push(result);
    console.error(
      `${results.length} of ${parked.length}: ${result === undefined ? gone(sequence) : retryText(result)}`,
    );
  }
  return results;
}

function gone(sequence: string): string {
  return `"${sequence}": others were quicker, nothing is left`;
}

/** Undefined where it was mended or evicted meanwhile. */
async function retryParked(
  letters: LetterAdmin,
  which: { readonly processor: string; readonly sequence: string },
): Promise<RetryResult | undefined> {
  try {
    return await letters.retry(which);
  } catch (thrown) {
    if (isMyelinError(thrown) && thrown.code === "unknown_sequence") return undefined;
    throw thrown;
  }
}
