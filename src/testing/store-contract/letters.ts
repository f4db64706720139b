import type { Letter, LetterTransaction, NewLetter } from "../../store/letter-store.ts";
import type { Store } from "../../store/store.ts";
import { letterAt, mustLock } from "./processors.ts";

/** Small, so that cases get there. */
export const letterLimits = { maxSequences: 4, maxLetters: 3 } as const;

export const someCause = { type: "TypeError", message: "no such field", stack: "at handler" } as const;

/** Changes letters of one sequence, committed by itself. */
export async function changing<T>(
  store: Store,
  place: { readonly processor: string; readonly sequence: string },
  { change }: { readonly change: (letters: LetterTransaction, sequence: string) => Promise<T> },
): Promise<T> {
  return mustLock(store, place, { handle: ({ letters }) => change(letters, place.sequence) });
}

/** Puts letters for events at these positions behind each other. */
export async function park(
  store: Store,
  place: { readonly processor: string; readonly sequence: string },
  { positions, letter = {} }: { readonly positions: readonly number[]; readonly letter?: Partial<NewLetter> },
): Promise<readonly string[]> {
  const results: string[] = [];
  for (const position of positions) {
    const change = (letters: LetterTransaction) =>
      letters.enqueue(place.sequence, { ...letterAt(position), ...letter, ...letterLimits });
    results.push(await changing(store, place, { change }));
  }
  return results;
}

/** All of a sequence. */
export async function lettersOf(
  { letters }: Store,
  place: { readonly processor: string; readonly sequence: string },
): Promise<readonly Letter[]> {
  return letters.letters({ ...place, limit: 100 });
}

/** Of the events that they stand for. */
export function positionsOf(letters: readonly Letter[]): readonly string[] {
  return letters.map(({ event }) => event.position);
}
