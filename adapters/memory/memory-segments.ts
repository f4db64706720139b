import { balancedSegments, type SegmentStore } from "../../src/runtime/mod.ts";
import { memoryClaims } from "./memory-claims.ts";
import { type MemoryProcessor, newSegment, startAt, stateOf } from "./memory-processors.ts";
import { memoryReshaping } from "./memory-reshaping.ts";
import { locked, type MemoryWorkshop, reset, work } from "./memory-work.ts";

/** Positions beside the rows they vouch for: both change together, after the handlers, without a pause between them. */
export function memorySegments(shop: MemoryWorkshop): SegmentStore {
  const { processors } = shop;
  const { byName } = processors;
  return {
    register: async ({ name, fingerprint, segments, start }) => {
      const known = byName.get(name);
      if (known !== undefined) return stateOf(processors, known);
      const first = balancedSegments(segments).map((one) => [one.id, newSegment(one, startAt(start))] as const);
      const made: MemoryProcessor = { name, fingerprint, paused: false, replay: undefined, segments: new Map(first) };
      byName.set(name, made);
      return stateOf(processors, made);
    },
    state: async (name) => {
      const processor = byName.get(name);
      return processor === undefined ? undefined : stateOf(processors, processor);
    },
    all: async () =>
      [...byName.keys()].sort().flatMap((name) => {
        const processor = byName.get(name);
        return processor === undefined ? [] : [stateOf(processors, processor)];
      }),
    ...memoryClaims(processors, shop.locks),
    work: (request) => work(shop, request),
    locked: (request) => locked(shop, request),
    reset: (request) => reset(shop, request),
    ...memoryReshaping(shop),
  };
}
