/** The known names that are most like a wrong one, best first, at most three: for errors that tell the mend. */
export function nearestNames(wrong: string, known: readonly string[]): readonly string[] {
  const limit = Math.max(2, Math.floor(wrong.length / 3));
  return known
    .map((name) => ({ name, distance: editDistance(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The mend of a wrong name: `did you mean "…" or "…"`, or what else is to be done where no name is like it. */
export function didYouMean(nearest: readonly string[], otherwise: string): string {
  return nearest.length === 0 ? otherwise : `did you mean ${nearest.map((near) => `"${near}"`).join(" or ")}`;
}
