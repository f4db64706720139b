import {
  type Claim,
  type Clock,
  matches,
  type NodeCard,
  type Position,
  type ProcessorState,
  type Rebuild,
  type Replay,
  type Segment,
  type SegmentOwner,
  type SegmentProgress,
  type SegmentReport,
  type SegmentState,
} from "../../src/runtime/mod.ts";

/** Whose a segment is. */
export interface MemoryOwner {
  readonly node: string;
  /** Milliseconds since 1970. */
  readonly leaseUntil: number;
  readonly report: SegmentReport | undefined;
}

/** A segment as it stands; every change puts another in its place. */
export interface MemorySegment extends Segment, SegmentProgress {
  readonly epoch: number;
  readonly lettersVersion: number;
  readonly owner: MemoryOwner | undefined;
  /** Nodes that do not get it before a time. */
  readonly aways: ReadonlyMap<string, number>;
}

export interface MemoryProcessor {
  readonly name: string;
  fingerprint: string;
  paused: boolean;
  replay: Replay | undefined;
  /** By id. */
  readonly segments: Map<number, MemorySegment>;
}

export interface MemoryNode {
  readonly processors: readonly string[];
  readonly leaseUntil: number;
  readonly joinedAt: number;
  readonly card: NodeCard;
}

/** A new version of a projection beside the one that serves. */
export interface MemoryRebuild {
  readonly rebuild: Omit<Rebuild, "ageMs">;
  readonly tables: readonly object[];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** All processors, and the nodes. */
export interface MemoryProcessors {
  readonly clock: Pick<Clock, "now">;
  readonly byName: Map<string, MemoryProcessor>;
  readonly nodes: Map<string, MemoryNode>;
  /** Versions of the folds that appends write, by processor. */
  readonly inline: Map<string, string>;
  /** By the processor that they are built for. */
  readonly rebuilds: Map<string, MemoryRebuild>;
}

/** Where a new segment begins. */
export function newSegment({ id, mask }: Segment, { position, marks }: SegmentProgress): MemorySegment {
  return { id, mask, position, marks, epoch: 0, lettersVersion: 0, owner: undefined, aways: new Map() };
}

export function startAt(position: Position): SegmentProgress {
  return { position, marks: [] };
}

/** The segment that the claim is for, as long as the claim holds. */
export function claimedSegment({ byName }: MemoryProcessors, claim: Claim): MemorySegment | undefined {
  const segment = byName.get(claim.processor)?.segments.get(claim.id);
  if (segment === undefined || segment.mask !== claim.mask) return undefined;
  return segment.epoch === claim.epoch && segment.owner?.node === claim.node ? segment : undefined;
}

/** The segment that matches a key hash. */
export function segmentOf({ segments }: MemoryProcessor, hash: number): MemorySegment | undefined {
  return [...segments.values()].find((segment) => matches(segment, hash));
}

/** An epoch that no segment of the processor ever had, also none that is gone. */
export function nextEpoch({ segments }: MemoryProcessor): number {
  return 1 + Math.max(0, ...[...segments.values()].map(({ epoch }) => epoch));
}

export function stateOf(processors: MemoryProcessors, processor: MemoryProcessor): ProcessorState {
  const { name, fingerprint, paused, replay, segments } = processor;
  const now = processors.clock.now();
  const nodes = [...processors.nodes].filter(([, node]) => node.leaseUntil > now && node.processors.includes(name));
  return {
    name,
    fingerprint,
    paused,
    replay: structuredClone(replay),
    rebuild: rebuildOf(processors, name),
    nodes: nodes.map(([id]) => id).sort(),
    segments: [...segments.values()].sort((a, b) => a.id - b.id).map((segment) => segmentState(name, { segment, now })),
  };
}

function rebuildOf({ rebuilds, clock }: MemoryProcessors, name: string): Rebuild | undefined {
  const one = rebuilds.get(name);
  return one === undefined ? undefined : { ...one.rebuild, ageMs: clock.now() - one.startedAt };
}

function segmentState(processor: string, { segment, now }: { segment: MemorySegment; now: number }): SegmentState {
  const { id, mask, position, marks, epoch, lettersVersion, owner } = segment;
  const state = { processor, id, mask, position, marks, epoch, lettersVersion };
  return { ...state, owner: ownerAt(owner, now), report: owner?.report };
}

function ownerAt(owner: MemoryOwner | undefined, now: number): SegmentOwner | undefined {
  return owner === undefined ? undefined : { node: owner.node, leaseMs: owner.leaseUntil - now };
}
