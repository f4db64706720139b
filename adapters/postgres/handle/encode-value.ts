import { MyelinError } from "../../../src/runtime/mod.ts";
import type { SqlValue } from "../driver.ts";
import { arrayLiteral } from "../sql/array-literal.ts";

/** The text of a value that drizzle hands to a driver. */
export function encodeValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
      return value ? "t" : "f";
    case "number":
    case "bigint":
      return String(value);
    case "object":
      return encodeObject(value);
    default:
      throw new MyelinError(
        "unsupported",
        `Cannot send a ${typeof value} to the database; send a value that SQL knows`,
      );
  }
}

function encodeObject(value: object): SqlValue {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Array.from(value, hex).join("")}`;
  return Array.isArray(value) ? arrayLiteral(value.map(encodeValue)) : JSON.stringify(value);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
