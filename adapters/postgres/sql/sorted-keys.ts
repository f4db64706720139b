/** Keys of advisory locks, each once, in the order of their numbers: the same everywhere, so that nobody waits in a circle. */
export function sortedKeys(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)].sort(byNumber);
}

function byNumber(a: string, b: string): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
