import type { Context } from "hono";
import { MyelinError } from "../../src/runtime/mod.ts";

export interface NumberRequest<Otherwise> {
  /** Of the parameter. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** What an absent one counts as. */
  readonly otherwise: Otherwise;
}

/**
 * A whole number out of the search part of the address.
 *
 * @throws MyelinError `invalid_query` naming the parameter and the range
 */
export function wholeNumber<Otherwise>(
  { req }: Context,
  { name, from, to, otherwise }: NumberRequest<Otherwise>,
): number | Otherwise {
  const text = req.query(name);
  if (text === undefined) return otherwise;
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to) return value;
  throw invalidParameter(name, `it is not a whole number from ${from} to ${to}`);
}

/** What is thrown for a parameter that cannot be read. */
export function invalidParameter(path: string, message: string): MyelinError {
  return new MyelinError("invalid_query", `Cannot read "${path}": ${message}; mend it`, {
    details: { issues: [{ path, message }] },
  });
}
