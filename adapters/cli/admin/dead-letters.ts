import type { LetterAdmin, LetterView, RetryResult, SequenceRef } from "../../../src/runtime/mod.ts";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { administer } from "./administer.ts";
import type { AdminOptions } from "./administration.ts";
import { allSequences, pageSize } from "./all-sequences.ts";
import { counted, printJson } from "./columns.ts";
import { lettersText, retryText, sequencesText } from "./letter-text.ts";
import type { ListingOptions } from "./processors.ts";
import { retryAll } from "./retry-all.ts";

export interface ListLettersOptions extends ListingOptions {
  readonly processor?: string;
}

/** `myelin dead-letters list` */
export async function listSequences({ json = false, processor, ...place }: ListLettersOptions): Promise<void> {
  const sequences = await administer(place, ({ letters }) => allSequences(letters, processor));
  if (json) printJson(sequences);
  else console.log(sequences.length === 0 ? "No letters wait" : sequencesText(sequences));
}

export interface ShowLettersOptions extends ListingOptions {
  readonly stack?: boolean;
}

/** `myelin dead-letters show` */
export async function showLetters(which: SequenceRef, options: ShowLettersOptions): Promise<void> {
  const letters = await administer(options, (admin) => allLetters(admin.letters, which));
  if (options.json) return printJson(letters);
  const waiting = `${counted(letters.length, "letter")} of "${which.sequence}" in processor "${which.processor}"`;
  console.log(`${waiting}\n\n${lettersText(letters, options.stack ?? false)}`);
}

async function allLetters(admin: LetterAdmin, which: SequenceRef): Promise<readonly LetterView[]> {
  const all: LetterView[] = [];
  for (let more = true; more; ) {
    const last = all.at(-1);
    const page = await admin.letters({
      ...which,
      limit: pageSize,
      ...(last === undefined ? {} : { after: last.index }),
    });
    all.push(...page);
    more = page.length === pageSize;
  }
  return all;
}

export interface RetryOptions extends ListingOptions {
  readonly all?: boolean;
}

/**
 * `myelin dead-letters retry`
 *
 * @throws CliError `checkFailed` when letters of what was tried are left
 */
export async function retryLetters(
  { processor, sequence }: { readonly processor: string; readonly sequence?: string },
  { all = false, json = false, ...place }: RetryOptions,
): Promise<void> {
  if (all && sequence !== undefined)
    throw new CliError(`Cannot retry "${sequence}" and all: these are two wishes; leave one out`, {
      exitCode: exitCodes.usage,
    });
  const results = await administer(place, async ({ letters }) =>
    all
      ? retryAll(letters, processor)
      : [await letters.retry({ processor, ...(sequence === undefined ? {} : { sequence }) })],
  );
  if (json) printJson(all ? results : results[0]);
  else console.log(all ? allText(results) : results.map(retryText).join("\n"));
  // Whoever asks for the next one may well be told that there is none.
  const named = all || sequence !== undefined;
  const left = results.filter(({ sequence: tried, done }) => !done && (named || tried !== null)).length;
  if (left === 0) return;
  const mend = `find out why: myelin dead-letters show ${processor} SEQUENCE --stack`;
  throw new CliError(`Cannot finish "${processor}": letters are left in ${counted(left, "sequence")}; ${mend}`, {
    exitCode: exitCodes.checkFailed,
  });
}

function allText(results: readonly RetryResult[]): string {
  if (results.length === 0) return "No letters wait";
  const handled = results.reduce((sum, result) => sum + result.handled, 0);
  const done = results.filter((result) => result.done).length;
  return `${counted(handled, "letter")} handled; sequences that go on: ${done} of ${results.length}`;
}

export interface EvictOptions extends AdminOptions {
  readonly index?: number;
}

/** `myelin dead-letters evict` */
export async function evictLetters(which: SequenceRef, { index, ...place }: EvictOptions): Promise<void> {
  const request = { ...which, ...(index === undefined ? {} : { index }) };
  const evicted = await administer(place, (admin) => admin.letters.evict(request));
  console.log(`Evicted ${counted(evicted, "letter")} of "${which.sequence}" in processor "${which.processor}"`);
}

/** `myelin dead-letters move` */
export async function moveLetters(
  names: { readonly from: string; readonly to: string },
  place: AdminOptions,
): Promise<void> {
  const moved = await administer(place, (admin) => admin.letters.move(names));
  console.log(`Moved ${counted(moved, "letter")} from "${names.from}" to "${names.to}"`);
}
