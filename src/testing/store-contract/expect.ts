import { isMyelinError, messageOf } from "../../base/error.ts";
import { canonicalJson } from "../../base/json.ts";

/** Fails unless both have the same canonical JSON, dates compared as their texts. */
export function expectEqual(actual: unknown, expected: unknown): void {
  const [found, wanted] = [textOf(actual), textOf(expected)];
  if (found !== wanted) throw new Error(`Expected ${wanted}, found ${found}`);
}

export function expectTrue(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`Expected that ${what}`);
}

/** Narrows what may be missing. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`Expected ${what}, found none`);
  return value;
}

/** What `work` threw; fails when it did not. */
export async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("Expected an error, found none");
}

export async function expectCode(work: () => unknown, code: string): Promise<void> {
  const error = await thrownBy(work);
  if (!isMyelinError(error) || error.code !== code)
    throw new Error(`Expected code ${code}, found: ${messageOf(error)}`);
}

function textOf(value: unknown): string {
  return value === undefined ? "undefined" : canonicalJson(value);
}
