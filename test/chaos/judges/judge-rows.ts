/** Rows by key, as text: those that differ, are missing or are too many. */
export function judgeRows(
  found: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): readonly string[] {
  const keys = new Set([...found.keys(), ...expected.keys()]);
  return [...keys].filter((key) => found.get(key) !== expected.get(key)).sort();
}
