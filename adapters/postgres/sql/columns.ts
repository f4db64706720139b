import { MyelinError, type Position, parsePosition } from "../../../src/runtime/mod.ts";
import type { SqlResult, SqlRow } from "../driver.ts";

/** The text in a column that is never null. */
export function textAt(row: SqlRow | undefined, index: number): string {
  const value = row?.[index];
  if (value === undefined || value === null) {
    throw new MyelinError("internal", `Cannot read the database's answer: column ${index + 1} is empty; report this`);
  }
  return value;
}

export function numberAt(row: SqlRow | undefined, index: number): number {
  return Number(textAt(row, index));
}

export function positionAt(row: SqlRow | undefined, index: number): Position {
  return positionOf(textAt(row, index));
}

export function positionOf(text: string): Position {
  const position = parsePosition(text);
  if (position === undefined)
    throw new MyelinError("internal", `Cannot read position "${text}": it is not one; report this`);
  return position;
}

/** The only column of the only row. */
export function onlyText({ rows }: SqlResult): string {
  return textAt(rows[0], 0);
}
