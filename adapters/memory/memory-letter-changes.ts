import {
  keyHash,
  type Letter,
  type LetterLimits,
  type LetterTransaction,
  MyelinError,
  matches,
  type NewLetter,
  type Segment,
} from "../../src/runtime/mod.ts";
import type { Journal } from "./journal.ts";
import { lettersOf, type MemoryLetterBox, sequenceText } from "./memory-letters.ts";

export interface LetterChangesOptions {
  readonly box: MemoryLetterBox;
  readonly journal: Journal;
  readonly processor: string;
  /** What is locked. */
  readonly segments: readonly Segment[];
  /** Hears of the row of a workflow's inbox whose letter goes. */
  readonly dropped: (inbox: string) => void;
}

export interface LetterChanges {
  readonly letters: LetterTransaction;
  /** How many changes there were. */
  count(): number;
  clear(): void;
  commit(): void;
}

interface Staged extends LetterChangesOptions {
  /** What became of sequences; none left of those that are gone. */
  readonly changed: Map<string, readonly Letter[]>;
  /** What becomes of the claims of heads. */
  readonly claims: (() => void)[];
  changes: number;
}

/** Changes of one segment's letters that show only after `commit`. */
export function letterChanges(options: LetterChangesOptions): LetterChanges {
  const staged: Staged = { ...options, changed: new Map(), claims: [], changes: 0 };
  return {
    letters: {
      parked: async () => new Set(sequencesOf(staged).filter((key) => isLocked(staged, key))),
      ofSequence: async (sequence) => present(staged, sequence).map(({ index, eventType }) => ({ index, eventType })),
      enqueue: async (sequence, letter) => enqueue(staged, { sequence, letter }),
      enqueueIfPresent: async (sequence, letter) =>
        present(staged, sequence).length === 0 ? "absent" : enqueue(staged, { sequence, letter }),
      evict: async (sequence, which) => evict(staged, { sequence, ...which }),
      requeue: async (sequence, which) => requeue(staged, { sequence, ...which }),
    },
    count: () => staged.changes,
    clear: () => {
      for (const sequence of sequencesOf(staged)) {
        for (const letter of present(staged, sequence)) dropRow(staged, letter);
        change(staged, { sequence, letters: [] });
      }
    },
    commit: () => commit(staged),
  };
}

function sequencesOf({ box, processor, changed }: Staged): readonly string[] {
  const known = [...(box.byProcessor.get(processor)?.keys() ?? [])].filter((key) => !changed.has(key));
  return [...known, ...[...changed].filter(([, letters]) => letters.length > 0).map(([key]) => key)];
}

function isLocked({ segments }: Staged, sequence: string): boolean {
  const hash = keyHash(sequence);
  return segments.some((segment) => matches(segment, hash));
}

function present({ box, processor, changed }: Staged, sequence: string): readonly Letter[] {
  return changed.get(sequence) ?? lettersOf(box, { processor, sequence });
}

interface Change {
  readonly sequence: string;
  readonly letters: readonly Letter[];
  /** What becomes of the claim of the sequence's head. */
  readonly claim?: () => void;
}

function change(staged: Staged, { sequence, letters, claim }: Change): void {
  const { processor, changed, claims, journal } = staged;
  if (!isLocked(staged, sequence)) {
    const message = `Cannot change the letters of "${processor}/${sequence}": the transaction holds another segment; work on the one that matches the key`;
    throw new MyelinError("internal", message);
  }
  const [before, claimed] = [changed.get(sequence), claims.length];
  journal.note(() => {
    if (before === undefined) changed.delete(sequence);
    else changed.set(sequence, before);
    claims.length = claimed;
    staged.changes--;
  });
  changed.set(sequence, letters);
  if (claim !== undefined) claims.push(claim);
  staged.changes++;
}

interface Enqueuing {
  readonly sequence: string;
  readonly letter: NewLetter & LetterLimits;
}

function enqueue(staged: Staged, { sequence, letter }: Enqueuing): "enqueued" | "full" {
  const { maxSequences, maxLetters, event, eventType, cause, diagnostics } = letter;
  const before = present(staged, sequence);
  const full = before.length === 0 ? sequencesOf(staged).length >= maxSequences : before.length >= maxLetters;
  if (full) return "full";
  const now = new Date(staged.box.clock.now());
  const { position, subIndex, inbox } = event;
  const place = inbox === undefined ? { position, subIndex } : { position, subIndex, inbox };
  const kept = structuredClone({ event: place, cause, diagnostics });
  const index = (before.at(-1)?.index ?? -1) + 1;
  const ref = { processor: staged.processor, sequence, index, eventType };
  const added: Letter = { ...ref, ...kept, attempts: 0, enqueuedAt: now, touchedAt: now };
  change(staged, { sequence, letters: [...before, added] });
  return "enqueued";
}

interface Which {
  readonly sequence: string;
  readonly index: number;
  readonly token?: string;
}

/** Where the letter stands; undefined for an unknown one, or when the token is not its claim's. */
function find(staged: Staged, { sequence, index, token }: Which): number | undefined {
  const at = present(staged, sequence).findIndex((letter) => letter.index === index);
  if (at < 0) return undefined;
  const held = staged.box.claims.get(sequenceText({ processor: staged.processor, sequence }));
  return token === undefined || (at === 0 && held?.token === token) ? at : undefined;
}

function evict(staged: Staged, which: Which): "evicted" | "emptied" | "unknown" {
  const { sequence, token } = which;
  const at = find(staged, which);
  if (at === undefined) return "unknown";
  const letters = present(staged, sequence).filter((_, place) => place !== at);
  for (const letter of present(staged, sequence).slice(at, at + 1)) dropRow(staged, letter);
  const key = sequenceText({ processor: staged.processor, sequence });
  // Whoever has the head and removes it goes on to the next one: nobody comes between.
  const ends = at === 0 && (token === undefined || letters.length === 0);
  change(staged, { sequence, letters, ...(ends ? { claim: () => staged.box.claims.delete(key) } : {}) });
  return letters.length === 0 ? "emptied" : "evicted";
}

function dropRow({ dropped }: Staged, { event }: Letter): void {
  if (event.inbox !== undefined) dropped(event.inbox);
}

function requeue(staged: Staged, which: Which & Pick<NewLetter, "cause" | "diagnostics">): "requeued" | "unknown" {
  const { sequence, cause, diagnostics } = which;
  const at = find(staged, which);
  if (at === undefined) return "unknown";
  const touchedAt = new Date(staged.box.clock.now());
  const letters = present(staged, sequence).map((letter, place) =>
    place === at
      ? { ...letter, ...structuredClone({ cause, diagnostics }), attempts: letter.attempts + 1, touchedAt }
      : letter,
  );
  const key = sequenceText({ processor: staged.processor, sequence });
  change(staged, { sequence, letters, ...(at === 0 ? { claim: () => staged.box.claims.delete(key) } : {}) });
  return "requeued";
}

function commit({ box, processor, changed, claims }: Staged): void {
  const kept = box.byProcessor.get(processor) ?? new Map();
  box.byProcessor.set(processor, kept);
  for (const [sequence, letters] of changed) {
    if (letters.length > 0) kept.set(sequence, letters);
    else {
      kept.delete(sequence);
      box.claims.delete(sequenceText({ processor, sequence }));
    }
  }
  for (const end of claims) end();
}
