import { emptyRing, ringShares, withMember } from "../../model/node-ring.ts";
import type { NodeMember } from "../../store/node-store.ts";
import { ringMember } from "./membership.ts";

/** A node as operators see it. */
export interface NodeStatus {
  readonly id: string;
  /** Where others send it commands; null: nowhere. */
  readonly address: string | null;
  readonly loadFactor: number;
  /** How many commands it handles. */
  readonly commands: number;
  readonly joinedAt: Date;
  /** Milliseconds until it is taken for dead unless it is heard of. */
  readonly leaseMs: number;
  /** Its part of the keys, from 0 to 1. */
  readonly share: number;
  /** What it, or another node, found to be wrong with it; a sentence each. */
  readonly warnings: readonly string[];
  /** Whether it is the one that answers. */
  readonly self: boolean;
}

/** How all nodes stand, by id. */
export function nodeStatuses(members: readonly NodeMember[], self: string | undefined): readonly NodeStatus[] {
  const ring = members
    .filter(({ address }) => address !== null)
    .reduce((built, member) => withMember(built, ringMember(member)), emptyRing);
  const shares = ringShares(ring);
  const warnings = members.flatMap((member) => member.warnings);
  return members.map(({ id, address, loadFactor, commands, joinedAt, leaseMs }) => ({
    id,
    address,
    loadFactor,
    commands: commands.length,
    joinedAt,
    leaseMs,
    share: shares.get(id) ?? 0,
    warnings: [...new Set(warnings.flatMap(({ node, message }) => (node === id ? [message] : [])))],
    self: id === self,
  }));
}
