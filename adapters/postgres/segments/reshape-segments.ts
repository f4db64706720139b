import {
  mergedProgress,
  mergeSegments,
  partnerOf,
  progressOfHalf,
  type Segment,
  type SegmentProgress,
  type SegmentRef,
  type SegmentsChanged,
  splitSegment,
} from "../../../src/runtime/mod.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { type LockedSegment, lockSegments, type UnderLocks } from "./locked-segments.ts";
import type { SegmentSettings } from "./segment-settings.ts";
import { cutSegmentText, dropSegmentText } from "./segment-texts.ts";
import { marksText } from "./work-segment.ts";

/** Under the segment's lock: no batch works on it, and claims on it end. */
export async function splitSegments(settings: SegmentSettings, ref: SegmentRef): Promise<SegmentsChanged> {
  const { processor } = ref;
  const work = async (locks: UnderLocks): Promise<SegmentsChanged> => {
    const whole = locks.segments.find((segment) => isSame(segment, ref));
    if (whole === undefined) return { kind: "refused", why: "unknown" };
    const halves = splitSegment(whole);
    if (halves === undefined) return { kind: "refused", why: "too-small" };
    for (const half of halves) {
      const progress = progressOfHalf(whole, half);
      await cut(locks, { schema: settings.schema, processor, segment: half, progress, letters: whole.lettersVersion });
    }
    return { kind: "done", segments: halves.map(({ id, mask }) => ({ processor, id, mask })) };
  };
  const places = [{ processor, wanted: (segment: Segment) => isSame(segment, ref) }];
  return changed(await lockSegments(settings, { act: `split a segment of processor "${processor}"`, places, work }));
}

function isSame(a: Segment, b: Segment): boolean {
  return a.id === b.id && a.mask === b.mask;
}

function changed(
  locked: { readonly kind: "done"; readonly value: SegmentsChanged } | { readonly kind: "busy" },
): SegmentsChanged {
  return locked.kind === "done" ? locked.value : locked;
}

interface Cutting {
  readonly schema: SchemaName;
  readonly processor: string;
  readonly segment: Segment;
  readonly progress: SegmentProgress;
  /** The letters' version of what it is made of. */
  readonly letters: number;
}

async function cut({ session }: UnderLocks, { schema, processor, segment, progress, letters }: Cutting): Promise<void> {
  const stand = [progress.position, marksText(progress.marks), String(letters + 1)];
  const values = [processor, String(segment.id), String(segment.mask), ...stand];
  await session.query({ text: cutSegmentText(schema), values });
}

/** Under both locks. */
export async function mergeWithPartner(settings: SegmentSettings, ref: SegmentRef): Promise<SegmentsChanged> {
  const { processor } = ref;
  const partner = partnerOf(ref);
  if (partner === undefined) return { kind: "refused", why: "no-partner" };
  const work = async (locks: UnderLocks): Promise<SegmentsChanged> => {
    const one = locks.segments.find((segment) => isSame(segment, ref));
    if (one === undefined) return { kind: "refused", why: "unknown" };
    const other = locks.segments.find((segment) => isSame(segment, partner));
    const whole = other === undefined ? undefined : mergeSegments(one, other);
    if (other === undefined || whole === undefined) return { kind: "refused", why: "no-partner" };
    await mergeInto(locks, { schema: settings.schema, whole, parts: [one, other] });
    return { kind: "done", segments: [{ processor, id: whole.id, mask: whole.mask }] };
  };
  const wanted = (segment: Segment): boolean => isSame(segment, ref) || isSame(segment, partner);
  const act = `merge segments of processor "${processor}"`;
  return changed(await lockSegments(settings, { act, places: [{ processor, wanted }], work }));
}

interface Merging {
  readonly schema: SchemaName;
  readonly whole: Segment;
  readonly parts: readonly [LockedSegment, LockedSegment];
}

async function mergeInto(locks: UnderLocks, { schema, whole, parts }: Merging): Promise<void> {
  const [one, other] = parts;
  const { processor } = one;
  const progress = mergedProgress({ ...one, segment: one }, { ...other, segment: other });
  const letters = Math.max(one.lettersVersion, other.lettersVersion);
  await cut(locks, { schema, processor, segment: whole, progress, letters });
  for (const { id } of parts)
    if (id !== whole.id) await locks.session.query({ text: dropSegmentText(schema), values: [processor, String(id)] });
}
