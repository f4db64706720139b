import { createTwoFilesPatch } from "diff";
import { isRecord } from "../../base/json.ts";

/** A difference that test runners show; `actual` and `expected` are there for those that show it their own way. */
export class DifferenceError extends Error {
  override readonly name = "DifferenceError";
  readonly actual: unknown;
  readonly expected: unknown;

  constructor(what: string, { actual, expected }: { readonly actual: unknown; readonly expected: unknown }) {
    super(`${what}\n\n${fullDifference(actual, expected)}`);
    this.actual = actual;
    this.expected = expected;
  }
}

/** Throws where the two differ, with all of both in its message. */
export function expectSame(what: string, difference: { readonly actual: unknown; readonly expected: unknown }): void {
  if (textOf(difference.actual) !== textOf(difference.expected)) throw new DifferenceError(what, difference);
}

/** Line by line, nothing left out. */
function fullDifference(actual: unknown, expected: unknown): string {
  const options = { context: Number.POSITIVE_INFINITY };
  const patch = createTwoFilesPatch("expected", "actual", textOf(expected), textOf(actual), "", "", options);
  const lines = patch.split("\n").filter((line) => !/^(===|@@|\\ No newline)/.test(line));
  return lines.join("\n").trimEnd();
}

/** Keys are sorted, and what JSON cannot say is spelt out. */
function textOf(value: unknown): string {
  return JSON.stringify(plain(value), null, 2) ?? "undefined";
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === undefined) return "(undefined)";
  if (typeof value === "bigint") return `${value}n`;
  if (!isRecord(value) || value instanceof Date) return value;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return Object.fromEntries(keys.sort().map((key) => [key, plain(value[key])]));
}
