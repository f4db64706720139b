/** A frozen record with its keys in code-unit order, so that tables of equal declarations are equal texts. */
export function sortedRecord<Value>(entries: Iterable<readonly [string, Value]>): Readonly<Record<string, Value>> {
  // No prototype: a command called "constructor" is not found unless it was declared.
  const record: Record<string, Value> = Object.create(null);
  for (const [key, value] of [...entries].sort(byKey)) record[key] = value;
  return Object.freeze(record);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
