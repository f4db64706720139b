import { advanced, type Claim, type SegmentRef, type SegmentStore } from "../../src/runtime/mod.ts";
import type { KeyLocks } from "./key-locks.ts";
import { livingMembers, noCard } from "./memory-nodes.ts";
import { claimedSegment, type MemoryProcessors, type MemorySegment, stateOf } from "./memory-processors.ts";

type Claims = Pick<SegmentStore, "renew" | "claim" | "release" | "leave" | "pass">;

/** Ownership: leases by the clock, epochs that grow with every owner. */
export function memoryClaims(processors: MemoryProcessors, locks: KeyLocks): Claims {
  const { clock, byName, nodes } = processors;
  return {
    renew: async ({ id, processors: run, leaseMs, reports, card = noCard }) => {
      const now = clock.now();
      const leaseUntil = now + leaseMs;
      nodes.set(id, { processors: run, leaseUntil, joinedAt: nodes.get(id)?.joinedAt ?? now, card });
      owned(processors, id, {
        change: (name, segment) => {
          const told = reports.find((report) => report.processor === name && report.id === segment.id);
          const report = told === undefined ? segment.owner?.report : { state: told.state, error: told.error };
          return { ...segment, owner: { node: id, leaseUntil, report } };
        },
      });
      const states = run.flatMap((name) => {
        const processor = byName.get(name);
        return processor === undefined ? [] : [stateOf(processors, processor)];
      });
      return { processors: states, members: livingMembers(processors) };
    },
    claim: async ({ node, leaseMs, segments, force = false }) =>
      segments.flatMap((ref) => {
        const segment = claimable(processors, { ref, node, force });
        if (segment === undefined) return [];
        const owner = { node, leaseUntil: clock.now() + leaseMs, report: undefined };
        const claimed = { ...segment, owner, epoch: segment.epoch + 1 };
        byName.get(ref.processor)?.segments.set(ref.id, claimed);
        return [{ processor: ref.processor, id: ref.id, mask: ref.mask, node, epoch: claimed.epoch }];
      }),
    release: async ({ claims, awayMs }) => {
      for (const claim of claims) release(processors, { claim, awayMs });
    },
    leave: async (node) => {
      nodes.delete(node);
      owned(processors, node, { change: (_, segment) => ({ ...segment, owner: undefined }) });
    },
    pass: async (passings) => {
      const moved: SegmentRef[] = [];
      for (const { claim, from, to } of passings) {
        const leave = await locks.take([segmentKey(claim)], false);
        const segment = claimedSegment(processors, claim);
        if (leave !== undefined && segment?.position === from) {
          byName.get(claim.processor)?.segments.set(claim.id, { ...segment, ...advanced(segment, to) });
          moved.push({ processor: claim.processor, id: claim.id, mask: claim.mask });
        }
        leave?.();
      }
      return moved;
    },
  };
}

/** What everybody locks who works on a segment; halves share it with the whole. */
export function segmentKey({ processor, id }: Pick<SegmentRef, "processor" | "id">): string {
  return JSON.stringify([processor, id]);
}

interface Change {
  readonly change: (processor: string, segment: MemorySegment) => MemorySegment;
}

/** Changes all segments that a node owns. */
function owned({ byName }: MemoryProcessors, node: string, { change }: Change): void {
  for (const { name, segments } of byName.values())
    for (const [id, segment] of segments) if (segment.owner?.node === node) segments.set(id, change(name, segment));
}

interface Wanted {
  readonly ref: SegmentRef;
  readonly node: string;
  readonly force: boolean;
}

function claimable({ byName, clock }: MemoryProcessors, { ref, node, force }: Wanted): MemorySegment | undefined {
  const processor = byName.get(ref.processor);
  const segment = processor?.segments.get(ref.id);
  if (segment === undefined || segment.mask !== ref.mask || processor?.paused === true) return undefined;
  if ((segment.aways.get(node) ?? 0) > clock.now()) return undefined;
  const { owner } = segment;
  // A node that asks for what is its own has lost the answer of its first claim.
  const free = owner === undefined || owner.leaseUntil <= clock.now() || owner.node === node;
  return free || force ? segment : undefined;
}

interface Release {
  readonly claim: Claim;
  readonly awayMs: number | undefined;
}

function release(processors: MemoryProcessors, { claim, awayMs }: Release): void {
  const segment = claimedSegment(processors, claim);
  if (segment === undefined) return;
  const now = processors.clock.now();
  const aways = new Map([...segment.aways].filter(([, until]) => until > now));
  if (awayMs !== undefined) aways.set(claim.node, now + awayMs);
  processors.byName.get(claim.processor)?.segments.set(claim.id, { ...segment, owner: undefined, aways });
}
