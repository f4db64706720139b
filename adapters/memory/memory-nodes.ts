import type { NodeCard, NodeMember, NodeStore } from "../../src/runtime/mod.ts";
import type { MemoryProcessors } from "./memory-processors.ts";

/** Of a node that tells nothing of itself. */
export const noCard: NodeCard = { address: null, loadFactor: 0, commands: [], warnings: [] };

export function memoryNodes(processors: MemoryProcessors): NodeStore {
  return { members: async () => livingMembers(processors) };
}

export function livingMembers({ nodes, clock }: MemoryProcessors): readonly NodeMember[] {
  const now = clock.now();
  return [...nodes]
    .filter(([, { leaseUntil }]) => leaseUntil > now)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { card, joinedAt, leaseUntil }]) => ({
      ...structuredClone(card),
      id,
      joinedAt: new Date(joinedAt),
      leaseMs: leaseUntil - now,
    }));
}
