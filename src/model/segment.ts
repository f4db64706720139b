/** A part of a processor's messages: those whose key hash satisfies `(hash & mask) === id`. */
export interface Segment {
  readonly id: number;
  readonly mask: number;
}

/** All messages. */
export const rootSegment: Segment = { id: 0, mask: 0 };

/** Masks stay small enough for a signed 32-bit column, and far above what anybody runs. */
const longestMask = 0xffff;

/** Whether a message of this key hash is the segment's. */
export function matches({ id, mask }: Segment, hash: number): boolean {
  return (hash & mask) === id;
}

/** Two segments that together match exactly what this one does; undefined when it is as small as segments get. */
export function splitSegment({ id, mask }: Segment): readonly [Segment, Segment] | undefined {
  if (mask >= longestMask) return undefined;
  const longer = mask * 2 + 1;
  return [
    { id, mask: longer },
    { id: id + mask + 1, mask: longer },
  ];
}

/** The only segment that this one can be merged with; the root has none. */
export function partnerOf({ id, mask }: Segment): Segment | undefined {
  if (mask === 0) return undefined;
  return { id: id ^ topBit(mask), mask };
}

/** What two partners make, in either order; undefined when they are none. */
export function mergeSegments(a: Segment, b: Segment): Segment | undefined {
  const partner = partnerOf(a);
  if (partner === undefined || partner.id !== b.id || partner.mask !== b.mask) return undefined;
  return { id: Math.min(a.id, b.id), mask: a.mask >>> 1 };
}

/** So many segments of nearly one size that together match everything; their ids are 0 to count - 1. */
export function balancedSegments(count: number): readonly Segment[] {
  let mask = 0;
  while (mask + 1 < count) mask = mask * 2 + 1;
  // Ids that a further bit would take out of the range are not split that far.
  const half = mask >>> 1;
  return Array.from({ length: count }, (_, id) => {
    const whole = id <= half && id + half + 1 >= count;
    return { id, mask: whole ? half : mask };
  });
}

/** Whether any hash is matched by both. */
export function overlap(a: Segment, b: Segment): boolean {
  return ((a.id ^ b.id) & a.mask & b.mask) === 0;
}

function topBit(mask: number): number {
  return (mask + 1) >>> 1;
}
