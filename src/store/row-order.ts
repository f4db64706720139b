import type { Row } from "../model/node.ts";

/** The order in which `rows.list()` answers: by the key's columns, one after the other. */
export function rowOrder(key: readonly string[]): (a: Row, b: Row) => number {
  return (a, b) => {
    const column = key.find((name) => a[name] !== b[name]);
    return column === undefined ? 0 : compare(a[column], b[column]);
  };
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
