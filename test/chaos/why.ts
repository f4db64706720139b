export interface Reasons {
  /** What is 0 in a good run. */
  readonly counts: Readonly<Record<string, number>>;
  /** Sentences about faults that did not happen. */
  readonly faults: readonly string[];
  readonly settled: boolean;
  readonly surprises: readonly string[];
}

/** Why a run is not ok; empty where it is. */
export function why({ counts, faults, settled, surprises }: Reasons): readonly string[] {
  return [
    ...Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${what}: ${count}`] : [])),
    ...faults,
    ...(settled ? [] : ["Not everything was handled in the end, or letters were left"]),
    ...new Set(surprises),
  ];
}
