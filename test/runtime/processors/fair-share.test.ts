import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startOfLog } from "../../../src/model/position.ts";
import { balancedSegments } from "../../../src/model/segment.ts";
import { fairShare } from "../../../src/runtime/processors/fair-share.ts";
import type { ProcessorState, SegmentOwner, SegmentState } from "../../../src/store/segment-store.ts";
import { propertyRuns } from "../../support/property-runs.ts";

const live = (node: string): SegmentOwner => ({ node, leaseMs: 1000 });

function stateOf(owners: readonly (SegmentOwner | undefined)[], nodes: readonly string[]): ProcessorState {
  const segments = balancedSegments(owners.length).map(
    (segment, nth): SegmentState => ({
      ...segment,
      processor: "p",
      position: startOfLog,
      marks: [],
      epoch: 1,
      lettersVersion: 0,
      owner: owners[nth],
      report: undefined,
    }),
  );
  return { name: "p", fingerprint: "f", paused: false, replay: undefined, nodes, segments };
}

/** All nodes act on what they see, one after another, as often as there are segments and nodes. */
function settle(state: ProcessorState): readonly (SegmentOwner | undefined)[] {
  const owners = state.segments.map(({ owner }) => owner);
  for (let round = 0; round <= owners.length; round++)
    for (const node of state.nodes) {
      const { claim, release } = fairShare(stateOf(owners, state.nodes), node);
      for (const { id } of release) owners[id] = undefined;
      for (const { id } of claim) owners[id] = live(node);
    }
  return owners;
}

const names = ["n1", "n2", "n3", "n4", "n5"];
const anyOwner = fc.option(
  fc.record({ node: fc.constantFrom(...names, "dead"), leaseMs: fc.constantFrom(-1, 0, 500) }),
  { nil: undefined },
);
const anyState = fc
  .record({ owners: fc.array(anyOwner, { minLength: 1, maxLength: 40 }), nodes: fc.integer({ min: 1, max: 5 }) })
  .map(({ owners, nodes }) => {
    const living = names.slice(0, nodes);
    // Whoever is not there any more has no lease either.
    const known = owners.map((owner) =>
      owner === undefined || living.includes(owner.node) ? owner : { ...owner, leaseMs: -1 },
    );
    return stateOf(known, living);
  });

describe("fair shares", () => {
  test("leave no segment to nobody or to a dead node, and no node with more than its share", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const owners = settle(state);
        const share = Math.ceil(owners.length / state.nodes.length);
        for (const node of state.nodes)
          expect(owners.filter((owner) => owner?.node === node).length).toBeLessThanOrEqual(share);
        expect(owners.every((owner) => owner !== undefined && state.nodes.includes(owner.node))).toBe(true);
      }),
      propertyRuns(),
    );
  });

  test("take nothing from a node that lives", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        for (const node of state.nodes)
          for (const { id } of fairShare(state, node).claim)
            expect(state.segments[id]?.owner?.leaseMs ?? 0).toBeLessThan(1);
      }),
      propertyRuns(),
    );
  });

  test("are kept once they stand: nothing goes back and forth", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const settled = stateOf(settle(state), state.nodes);
        for (const node of state.nodes) expect(fairShare(settled, node)).toEqual({ claim: [], release: [] });
      }),
      propertyRuns(),
    );
  });

  test("of a paused processor are nothing: all is given up", () => {
    const state = { ...stateOf([live("n1"), live("n2"), undefined], ["n1", "n2"]), paused: true };
    expect(fairShare(state, "n1")).toMatchObject({ claim: [], release: [{ id: 0 }] });
  });

  test("of nodes that begin together do not overlap, where there is room for all", () => {
    const state = stateOf(
      Array.from({ length: 16 }, () => undefined),
      ["n1", "n2", "n3", "n4"],
    );
    const claimed = state.nodes.flatMap((node) => fairShare(state, node).claim.map(({ id }) => id));
    expect(new Set(claimed).size).toBe(16);
  });
});
