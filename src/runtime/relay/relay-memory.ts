import { isAfter, type Position } from "../../model/position.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";

/**
 * What the broker has acknowledged of a segment beyond its position: lanes end apart, and what is behind one that failed would be
 * published again with it. Kept in memory: a crash, or another node, repeats it under the same ids.
 */
export interface RelayMemory {
  has(item: ProcessorEvent): boolean;
  add(item: ProcessorEvent): void;
  /** What lies at or before the position is behind, and forgotten. */
  passed(position: Position): void;
}

export function relayMemory(): RelayMemory {
  const known = new Map<string, Position>();
  return {
    has: (item) => known.size > 0 && known.has(placeOf(item)),
    add: (item) => known.set(placeOf(item), item.event.position),
    passed: (position) => {
      for (const [place, at] of known) if (!isAfter(at, position)) known.delete(place);
    },
  };
}

function placeOf({ event, subIndex }: ProcessorEvent): string {
  return `${event.position}#${subIndex}`;
}
