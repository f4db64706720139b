import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyHash } from "../../src/base/key-hash.ts";
import {
  balancedSegments,
  matches,
  mergeSegments,
  overlap,
  partnerOf,
  rootSegment,
  type Segment,
  splitSegment,
} from "../../src/model/segment.ts";
import { propertyRuns } from "../support/property-runs.ts";

function halves(segment: Segment): readonly [Segment, Segment] {
  const split = splitSegment(segment);
  if (split === undefined) throw new Error(`${segment.id}/${segment.mask} cannot be split`);
  return split;
}

/** Hashes of so many keys. */
function hashes(count: number): readonly number[] {
  return Array.from({ length: count }, (_, nth) => keyHash(`key-${nth}-${nth * 7919}`));
}

/** What splits and merges, drawn by numbers, make of a balanced set. */
function legalSet({ count, steps }: { count: number; steps: readonly number[] }): readonly Segment[] {
  let segments = balancedSegments(count);
  for (const step of steps) segments = changed(segments, step);
  return segments;
}

function changed(segments: readonly Segment[], step: number): readonly Segment[] {
  const one = segments[step % segments.length];
  if (one === undefined) return segments;
  const partner = partnerOf(one);
  const other = segments.find(({ id, mask }) => id === partner?.id && mask === partner.mask);
  const whole = other === undefined ? undefined : mergeSegments(one, other);
  if (step % 2 === 0 && whole !== undefined)
    return [...segments.filter((segment) => segment !== one && segment !== other), whole];
  return [...segments.filter((segment) => segment !== one), ...(splitSegment(one) ?? [one])];
}

const drawn = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  steps: fc.array(fc.nat({ max: 10_000 }), { maxLength: 30 }),
});

describe("a segment", () => {
  it.each([
    [
      { id: 0, mask: 0 },
      [
        { id: 0, mask: 1 },
        { id: 1, mask: 1 },
      ],
    ],
    [
      { id: 0, mask: 1 },
      [
        { id: 0, mask: 3 },
        { id: 2, mask: 3 },
      ],
    ],
    [
      { id: 1, mask: 1 },
      [
        { id: 1, mask: 3 },
        { id: 3, mask: 3 },
      ],
    ],
    [
      { id: 3, mask: 3 },
      [
        { id: 3, mask: 7 },
        { id: 7, mask: 7 },
      ],
    ],
  ])("%j is split into its halves", (whole, wanted) => expect(splitSegment(whole)).toEqual(wanted));

  it("is merged with the one whose id differs in the mask's top bit, in either order, and with no other", () => {
    expect(partnerOf({ id: 0, mask: 3 })).toEqual({ id: 2, mask: 3 });
    expect(partnerOf({ id: 2, mask: 3 })).toEqual({ id: 0, mask: 3 });
    expect(mergeSegments({ id: 0, mask: 3 }, { id: 2, mask: 3 })).toEqual({ id: 0, mask: 1 });
    expect(mergeSegments({ id: 2, mask: 3 }, { id: 0, mask: 3 })).toEqual({ id: 0, mask: 1 });
    expect(mergeSegments({ id: 0, mask: 3 }, { id: 1, mask: 3 })).toBeUndefined();
    expect(mergeSegments({ id: 0, mask: 3 }, { id: 2, mask: 7 })).toBeUndefined();
  });

  it("is the root's and has no partner when it is whole", () => {
    expect(partnerOf(rootSegment)).toBeUndefined();
    expect(hashes(100).every((hash) => matches(rootSegment, hash))).toBe(true);
  });

  it("is not split any further when it is as small as segments get", () => {
    let segment = rootSegment;
    for (let bits = 0; bits < 16; bits++) [, segment] = halves(segment);
    expect(segment).toEqual({ id: 0xffff, mask: 0xffff });
    expect(splitSegment(segment)).toBeUndefined();
  });

  it("matches what either of its halves does, and never both of them", () => {
    fc.assert(
      fc.property(drawn, fc.nat({ max: 0xffffffff }), (set, hash) => {
        for (const segment of legalSet(set)) {
          const [one, other] = halves(segment);
          expect([matches(one, hash), matches(other, hash)].filter(Boolean)).toHaveLength(
            matches(segment, hash) ? 1 : 0,
          );
          expect(mergeSegments(one, other)).toEqual(segment);
        }
      }),
      propertyRuns(),
    );
  });
});

describe("a balanced start", () => {
  it.each(Array.from({ length: 40 }, (_, nth) => nth + 1))(
    "into %i has the ids below it, and everything matches one",
    (count) => {
      const segments = balancedSegments(count);
      expect(segments.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, id) => id));
      for (const hash of hashes(2_000)) expect(segments.filter((segment) => matches(segment, hash))).toHaveLength(1);
      const sizes = new Set(segments.map(({ mask }) => mask));
      expect(sizes.size).toBeLessThanOrEqual(2);
    },
  );
});

describe("any legal set of segments", () => {
  it("has exactly one segment for each of 100,000 keys", () => {
    const keys = hashes(100_000);
    fc.assert(
      fc.property(drawn, (set) => {
        const segments = legalSet(set);
        expect(keys.every((hash) => segments.filter((segment) => matches(segment, hash)).length === 1)).toBe(true);
      }),
      propertyRuns(10),
    );
  });

  it("has no two segments that overlap, and only an overlap matches one hash twice", () => {
    fc.assert(
      fc.property(drawn, (set) => {
        const segments = legalSet(set);
        for (const a of segments) for (const b of segments) expect(overlap(a, b)).toBe(a === b);
      }),
      propertyRuns(),
    );
    expect(overlap({ id: 1, mask: 1 }, { id: 3, mask: 7 })).toBe(true);
    expect(overlap({ id: 1, mask: 1 }, { id: 2, mask: 7 })).toBe(false);
  });
});
