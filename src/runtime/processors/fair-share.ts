import type { ProcessorState, SegmentRef, SegmentState } from "../../store/segment-store.ts";

/** What a node should do about the segments of one processor. */
export interface Share {
  /** Free ones to be claimed. */
  readonly claim: readonly SegmentRef[];
  /** Own ones to be given up. */
  readonly release: readonly SegmentState[];
}

/**
 * Each living node gets at most the segments divided by the nodes, rounded up. Whoever has less claims what is free; whoever has
 * more gives up the surplus, but only where another node has room for it. Nobody takes a segment from a node that lives.
 */
export function fairShare({ segments, nodes, paused }: ProcessorState, node: string): Share {
  const own = segments.filter(({ owner }) => owner?.node === node);
  if (paused) return { claim: [], release: own };
  const living = Math.max(1, new Set([...nodes, node]).size);
  const share = Math.ceil(segments.length / living);
  if (own.length > share) return { claim: [], release: own.slice(share) };
  const free = segments.filter(isFree);
  return { claim: turned(free, { node, nodes }).slice(0, share - own.length), release: [] };
}

/** Also the segment of a node whose lease has ended or that is known to be dead. */
export function isFree({ owner }: SegmentState): boolean {
  return owner === undefined || owner.leaseMs <= 0;
}

/** Nodes that begin together reach for different segments. */
function turned<Item>(
  items: readonly Item[],
  { node, nodes }: { readonly node: string; readonly nodes: readonly string[] },
): readonly Item[] {
  const sorted = [...new Set([...nodes, node])].sort();
  const from = Math.floor((sorted.indexOf(node) * items.length) / sorted.length);
  return [...items.slice(from), ...items.slice(0, from)];
}
