declare const positionBrand: unique symbol;

/**
 * A place in the log of events. Opaque: compare with `comparePositions`, keep it as text, never count with it.
 * Positions of one log grow with the order in which projections see the events; they have gaps.
 */
export type Position = string & { readonly [positionBrand]: true };

/** Before the first event. */
export const startOfLog: Position = "0" as Position; // a literal cannot carry the brand

/** Behind everything that will ever come: where the processor of an inline fold stands. */
export const endOfTime: Position = "9223372036854775807" as Position; // a literal cannot carry the brand

/** Reads a position that a caller sent; undefined when it is not one. */
export function parsePosition(text: string): Position | undefined {
  return /^(0|[1-9][0-9]{0,18})$/.test(text) ? (text as Position) : undefined; // checked on this line
}

/** Negative when `a` lies before `b`, 0 when equal, positive when after. */
export function comparePositions(a: Position, b: Position): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether `a` lies after `b`. */
export function isAfter(a: Position, b: Position): boolean {
  return comparePositions(a, b) > 0;
}

/** The one that lies further along the log. */
export function laterOf(a: Position, b: Position): Position {
  return isAfter(a, b) ? a : b;
}

/** What lies right before a place: nothing is between them. */
export function justBefore(position: Position): Position {
  return position === startOfLog ? startOfLog : (String(BigInt(position) - 1n) as Position); // a number less than a position's is one
}

/** A place so far before another one that at most `events` events lie between: positions are whole numbers. */
export function wellBefore(position: Position, events: number): Position {
  const before = BigInt(position) - BigInt(events);
  return before <= 0n ? startOfLog : (String(before) as Position); // a number less than a position's is one
}
