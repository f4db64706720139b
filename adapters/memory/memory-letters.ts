import type {
  ClaimedLetter,
  Clock,
  Letter,
  LetterClaim,
  LetterStore,
  ParkedSequence,
  SequenceRef,
} from "../../src/runtime/mod.ts";

/** Letters of a processor by sequence, in order. No sequence is empty. */
export type LettersBySequence = Map<string, readonly Letter[]>;

/** Who has the head of a sequence for itself. */
export interface HeadClaim {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface MemoryLetterBox {
  readonly clock: Pick<Clock, "now">;
  readonly byProcessor: Map<string, LettersBySequence>;
  /** By `sequenceText`. */
  readonly claims: Map<string, HeadClaim>;
}

export function sequenceText({ processor, sequence }: SequenceRef): string {
  return JSON.stringify([processor, sequence]);
}

export function lettersOf({ byProcessor }: MemoryLetterBox, { processor, sequence }: SequenceRef): readonly Letter[] {
  return byProcessor.get(processor)?.get(sequence) ?? [];
}

/** Reads and claims; changes are a transaction's. */
export function memoryLetters(box: MemoryLetterBox): Omit<LetterStore, "move"> {
  const { byProcessor, claims } = box;
  return {
    sequences: async ({ processor, after, limit }) =>
      allSequences(box)
        .filter((parked) => processor === undefined || parked.processor === processor)
        .filter((parked) => after === undefined || compare(parked, after) > 0)
        .slice(0, limit),
    letters: async ({ processor, sequence, after = -1, limit }) =>
      structuredClone(
        lettersOf(box, { processor, sequence })
          .filter(({ index }) => index > after)
          .slice(0, limit),
      ),
    contains: async (ref) => lettersOf(box, ref).length > 0,
    count: async (processor) => {
      const sequences = [...(byProcessor.get(processor)?.values() ?? [])];
      return { sequences: sequences.length, letters: sequences.reduce((sum, { length }) => sum + length, 0) };
    },
    claim: async (claim) => claimHead(box, claim),
    claimNext: async ({ processor, sequence, token, leaseMs }) => {
      const head = claimable(box, { head: lettersOf(box, { processor, sequence })[0], token });
      return head === undefined ? undefined : claimed(box, { head, token, leaseMs });
    },
    unclaim: async ({ token, ...ref }) => {
      if (claims.get(sequenceText(ref))?.token === token) claims.delete(sequenceText(ref));
    },
  };
}

function allSequences({ byProcessor }: MemoryLetterBox): readonly ParkedSequence[] {
  const parked = [...byProcessor].flatMap(([processor, sequences]) =>
    [...sequences].flatMap(([sequence, letters]) => {
      const [head] = letters;
      return head === undefined ? [] : [{ processor, sequence, letters: letters.length, head: structuredClone(head) }];
    }),
  );
  return parked.sort(compare);
}

function compare(a: SequenceRef, b: SequenceRef): number {
  if (a.processor !== b.processor) return a.processor < b.processor ? -1 : 1;
  return a.sequence < b.sequence ? -1 : a.sequence > b.sequence ? 1 : 0;
}

function claimHead(box: MemoryLetterBox, claim: LetterClaim): ClaimedLetter | undefined {
  const { processor, sequence, untouchedMs = 0, leaseMs } = claim;
  const sequences = [...(box.byProcessor.get(processor) ?? [])];
  const heads = sequences.flatMap(([key, letters]) => {
    const head = sequence === undefined || sequence === key ? claimable(box, { head: letters[0] }) : undefined;
    return head === undefined || head.touchedAt.getTime() > box.clock.now() - untouchedMs ? [] : [head];
  });
  const [head] = heads.sort((a, b) => a.touchedAt.getTime() - b.touchedAt.getTime() || compare(a, b));
  return head === undefined ? undefined : claimed(box, { head, token: crypto.randomUUID(), leaseMs });
}

interface Candidate {
  readonly head: Letter | undefined;
  /** Who asks has this one. */
  readonly token?: string;
}

function claimable({ claims, clock }: MemoryLetterBox, { head, token }: Candidate): Letter | undefined {
  const held = head === undefined ? undefined : claims.get(sequenceText(head));
  return held === undefined || held.token === token || held.until <= clock.now() ? head : undefined;
}

interface Claiming {
  readonly head: Letter;
  readonly token: string;
  readonly leaseMs: number;
}

function claimed({ claims, clock }: MemoryLetterBox, { head, token, leaseMs }: Claiming): ClaimedLetter {
  claims.set(sequenceText(head), { token, until: clock.now() + leaseMs });
  return { ...structuredClone(head), token };
}
