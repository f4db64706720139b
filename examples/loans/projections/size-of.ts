interface Bracket {
  readonly size: string;
  /** Euro. */
  readonly below: number;
}

const brackets: readonly Bracket[] = [
  { size: "small", below: 10_000 },
  { size: "medium", below: 25_000 },
  { size: "large", below: 49_000 },
  // The deliberate bug, for the walk through the dead letters in the README: with LOANS_BUG=sizes nobody thought of more.
  ...(process.env.LOANS_BUG === "sizes" ? [] : [{ size: "very large", below: Number.POSITIVE_INFINITY }]),
];

/** The bracket that an amount falls into. */
export function sizeOf(amount: number): string {
  return brackets.filter(({ below }) => amount < below).reduce((a, b) => (a.below < b.below ? a : b)).size;
}
