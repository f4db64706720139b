import {
  advanced,
  type HeldSegment,
  type LockedRequest,
  type LockedResult,
  type ResetRequest,
  type ResetResult,
  rootSegment,
  type WorkRequest,
  type WorkResult,
} from "../../src/runtime/mod.ts";
import type { KeyLocks } from "./key-locks.ts";
import { segmentKey } from "./memory-claims.ts";
import {
  claimedSegment,
  type MemoryProcessor,
  type MemoryProcessors,
  type MemorySegment,
  segmentOf,
  startAt,
} from "./memory-processors.ts";
import { type MemoryGround, memoryTransaction } from "./memory-transaction.ts";

/** All that transactions of processors need. */
export interface MemoryWorkshop extends MemoryGround {
  readonly processors: MemoryProcessors;
  readonly locks: KeyLocks;
}

function heldSegment({ position, marks, lettersVersion }: MemorySegment): HeldSegment {
  return { position, marks, lettersVersion };
}

export async function work(shop: MemoryWorkshop, request: WorkRequest): Promise<WorkResult> {
  const leave = await shop.locks.take([segmentKey(request.claim)], false);
  if (leave === undefined) return { kind: "busy" };
  return batch(shop, request).finally(leave);
}

async function batch(shop: MemoryWorkshop, { claim, from, to, handle }: WorkRequest): Promise<WorkResult> {
  const segment = claimedSegment(shop.processors, claim);
  if (segment === undefined) return { kind: "lost" };
  const { position, marks } = segment;
  if (position !== from) return { kind: "moved", progress: { position, marks } };
  const { transaction, letterChanges, ready, commit } = memoryTransaction(shop, {
    processor: claim.processor,
    segments: [claim],
  });
  const reached = (await handle(transaction, heldSegment(segment))) ?? to;
  await ready();
  // The claim may have been taken meanwhile; nobody else can have moved the segment.
  const now = claimedSegment(shop.processors, claim);
  if (now === undefined) return { kind: "lost" };
  commit();
  const progress = advanced(now, reached);
  const lettersVersion = now.lettersVersion + letterChanges();
  shop.processors.byName.get(claim.processor)?.segments.set(claim.id, { ...now, ...progress, lettersVersion });
  return { kind: "done", progress, lettersVersion };
}

export async function locked<T>(shop: MemoryWorkshop, request: LockedRequest<T>): Promise<LockedResult<T>> {
  const processor = shop.processors.byName.get(request.processor);
  for (;;) {
    const wanted = processor === undefined ? [] : wantedBy(request, processor);
    const [first, ...others] = wanted;
    if (processor === undefined || first === undefined) return { kind: "unknown" };
    const keys = wanted.map(({ id }) => segmentKey({ processor: processor.name, id }));
    const leave = await shop.locks.take([...new Set(keys)]);
    if (leave === undefined) return { kind: "busy" };
    // They may have been split or merged while this waited.
    const now = wantedBy(request, processor);
    if (now.length === wanted.length && now.every(({ id }, nth) => id === wanted[nth]?.id))
      return underLock(shop, { request, processor, held: [first, ...others] }).finally(leave);
    leave();
  }
}

function wantedBy<T>({ hash, also = hash }: LockedRequest<T>, processor: MemoryProcessor): readonly MemorySegment[] {
  return [hash, also].flatMap((one) => segmentOf(processor, one) ?? []);
}

interface UnderLock<T> {
  readonly request: LockedRequest<T>;
  readonly processor: MemoryProcessor;
  readonly held: readonly [MemorySegment, ...MemorySegment[]];
}

async function underLock<T>(
  shop: MemoryWorkshop,
  { request, processor, held }: UnderLock<T>,
): Promise<LockedResult<T>> {
  const place = { processor: processor.name, segments: held };
  const { transaction, letterChanges, ready, commit } = memoryTransaction(shop, place);
  const value = await request.handle(transaction, heldSegment(held[0]));
  await ready();
  commit();
  for (const id of new Set(held.map((segment) => segment.id))) {
    const now = processor.segments.get(id);
    if (now !== undefined) processor.segments.set(id, { ...now, lettersVersion: now.lettersVersion + letterChanges() });
  }
  return { kind: "done", value };
}

/** Runs `work` while nobody works on any segment of the processor; undefined when somebody does for too long. */
export async function withAllSegments<T>(
  { processors, locks }: Pick<MemoryWorkshop, "processors" | "locks">,
  name: string,
  { work }: { readonly work: (processor: MemoryProcessor | undefined) => Promise<T> },
): Promise<T | undefined> {
  for (;;) {
    const processor = processors.byName.get(name);
    const keys = keysOf(processor);
    const leave = await locks.take(keys);
    if (leave === undefined) return undefined;
    if (keysOf(processors.byName.get(name)).join() === keys.join()) return work(processor).finally(leave);
    leave();
  }
}

function keysOf(processor: MemoryProcessor | undefined): readonly string[] {
  const ids = [...(processor?.segments.keys() ?? [])].sort((a, b) => a - b);
  return ids.map((id) => segmentKey({ processor: processor?.name ?? "", id }));
}

export async function reset(shop: MemoryWorkshop, request: ResetRequest): Promise<ResetResult> {
  const work = async (processor: MemoryProcessor | undefined): Promise<ResetResult> => {
    if (processor === undefined) return { kind: "refused", why: "unknown" };
    const refusal = refusalOf(shop, { processor, request });
    if (refusal !== undefined) return { kind: "refused", why: refusal };
    const change = memoryTransaction(shop, { processor: processor.name, segments: [rootSegment] });
    if (request.clearLetters) change.clearLetters();
    await request.handle(change.transaction);
    await change.ready();
    change.commit();
    processor.replay = structuredClone(request.replay);
    for (const [id, segment] of processor.segments) {
      const lettersVersion = segment.lettersVersion + 1;
      processor.segments.set(id, { ...segment, ...startAt(request.to), lettersVersion, owner: undefined });
    }
    return { kind: "done" };
  };
  return (await withAllSegments(shop, request.processor, { work })) ?? { kind: "busy" };
}

interface Resetting {
  readonly processor: MemoryProcessor;
  readonly request: ResetRequest;
}

function refusalOf(
  { processors, box }: MemoryWorkshop,
  { processor, request }: Resetting,
): "running" | "letters" | undefined {
  const now = processors.clock.now();
  const running = [...processor.segments.values()].some(({ owner }) => (owner?.leaseUntil ?? 0) > now);
  if (running && !request.force) return "running";
  const parked = box.byProcessor.get(processor.name)?.size ?? 0;
  return parked > 0 && !request.clearLetters ? "letters" : undefined;
}
