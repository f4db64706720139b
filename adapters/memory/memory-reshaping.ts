import {
  isAfter,
  MyelinError,
  mergedProgress,
  mergeSegments,
  partnerOf,
  progressOfHalf,
  type SegmentRef,
  type SegmentStore,
  type SegmentsChanged,
  splitSegment,
} from "../../src/runtime/mod.ts";
import { journal } from "./journal.ts";
import { segmentKey } from "./memory-claims.ts";
import { type MemoryProcessor, type MemorySegment, newSegment, nextEpoch } from "./memory-processors.ts";
import { type MemoryWorkshop, withAllSegments } from "./memory-work.ts";
import { memoryWorkflowChanges } from "./memory-workflow-changes.ts";

type Reshaping = Pick<SegmentStore, "split" | "merge" | "pause" | "endReplay" | "align" | "forget">;

/** What changes segments or a processor as a whole, while nobody works on them. */
export function memoryReshaping(shop: MemoryWorkshop): Reshaping {
  const { byName } = shop.processors;
  return {
    split: (ref) => locking(shop, { refs: [ref], change: (processor) => split(processor, ref) }),
    merge: async (ref) => {
      const partner = partnerOf(ref);
      if (partner === undefined) return { kind: "refused", why: "no-partner" };
      const refs = [ref, { ...ref, ...partner }];
      return locking(shop, { refs, change: (processor) => merge(processor, ref) });
    },
    pause: (name, paused) => pause(shop, { name, paused }),
    endReplay: async (name, until) => {
      const processor = byName.get(name);
      if (processor?.replay === undefined || processor.replay.until !== until) return false;
      if ([...processor.segments.values()].some(({ position }) => isAfter(until, position))) return false;
      processor.replay = undefined;
      return true;
    },
    align: async ({ processor: name, fingerprint }) => {
      const work = async (processor: MemoryProcessor | undefined): Promise<boolean> => {
        if (processor === undefined || !isLevel(processor) || hasLetters(shop, name)) return false;
        processor.fingerprint = fingerprint;
        disown(processor);
        return true;
      };
      return (await withAllSegments(shop, name, { work })) ?? false;
    },
    forget: async (name) => {
      byName.delete(name);
      shop.processors.inline.delete(name);
      shop.box.byProcessor.delete(name);
      const gone = memoryWorkflowChanges(shop.workflows, journal());
      await gone.transaction.clear(name);
      gone.commit();
    },
  };
}

interface Locking {
  readonly refs: readonly SegmentRef[];
  readonly change: (processor: MemoryProcessor) => SegmentsChanged;
}

async function locking({ locks, processors }: MemoryWorkshop, { refs, change }: Locking): Promise<SegmentsChanged> {
  const leave = await locks.take(refs.map(segmentKey));
  if (leave === undefined) return { kind: "busy" };
  try {
    const processor = processors.byName.get(refs[0]?.processor ?? "");
    return processor === undefined ? { kind: "refused", why: "unknown" } : change(processor);
  } finally {
    leave();
  }
}

function found(
  { segments }: MemoryProcessor,
  { id, mask }: Pick<SegmentRef, "id" | "mask">,
): MemorySegment | undefined {
  const segment = segments.get(id);
  return segment?.mask === mask ? segment : undefined;
}

function split(processor: MemoryProcessor, ref: SegmentRef): SegmentsChanged {
  const whole = found(processor, ref);
  if (whole === undefined) return { kind: "refused", why: "unknown" };
  const halves = splitSegment(whole);
  if (halves === undefined) return { kind: "refused", why: "too-small" };
  const [epoch, lettersVersion] = [nextEpoch(processor), whole.lettersVersion + 1];
  for (const half of halves)
    processor.segments.set(half.id, { ...newSegment(half, progressOfHalf(whole, half)), epoch, lettersVersion });
  return { kind: "done", segments: halves.map(({ id, mask }) => ({ processor: processor.name, id, mask })) };
}

function merge(processor: MemoryProcessor, ref: SegmentRef): SegmentsChanged {
  const segment = found(processor, ref);
  if (segment === undefined) return { kind: "refused", why: "unknown" };
  const partner = partnerOf(segment);
  const other = partner === undefined ? undefined : found(processor, partner);
  const whole = other === undefined ? undefined : mergeSegments(segment, other);
  if (other === undefined || whole === undefined) return { kind: "refused", why: "no-partner" };
  const epoch = nextEpoch(processor);
  const lettersVersion = Math.max(segment.lettersVersion, other.lettersVersion) + 1;
  const progress = mergedProgress(standOf(segment), standOf(other));
  processor.segments.delete(segment.id);
  processor.segments.delete(other.id);
  processor.segments.set(whole.id, { ...newSegment(whole, progress), epoch, lettersVersion });
  return { kind: "done", segments: [{ processor: processor.name, id: whole.id, mask: whole.mask }] };
}

function standOf({ id, mask, position, marks }: MemorySegment): Parameters<typeof mergedProgress>[0] {
  return { segment: { id, mask }, position, marks };
}

/** Claims end at once; then it waits for the batches under way, which fail. */
async function pause(shop: MemoryWorkshop, { name, paused }: { name: string; paused: boolean }): Promise<boolean> {
  const processor = shop.processors.byName.get(name);
  if (processor === undefined) return false;
  processor.paused = paused;
  if (!paused) return true;
  disown(processor);
  if ((await withAllSegments(shop, name, { work: async () => true })) === true) return true;
  const message = `Cannot pause processor "${name}" for certain: it is paused, but a batch under way does not end; pause it again`;
  throw new MyelinError("contention", message);
}

export function disown({ segments }: MemoryProcessor): void {
  for (const [id, segment] of segments) segments.set(id, { ...segment, owner: undefined });
}

/** Whether all segments stand at one position, none of them partly ahead. */
function isLevel({ segments }: MemoryProcessor): boolean {
  const stands = [...segments.values()];
  return stands.every(({ position, marks }) => marks.length === 0 && position === stands[0]?.position);
}

export function hasLetters({ box }: MemoryWorkshop, processor: string): boolean {
  return (box.byProcessor.get(processor)?.size ?? 0) > 0;
}
