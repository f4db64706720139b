import { isAfter, type Position } from "./position.ts";
import { matches, overlap, type Segment } from "./segment.ts";

/** A part of a merged segment that had come further than the rest: up to `position` its messages are handled. */
export interface SegmentMark extends Segment {
  readonly position: Position;
}

/** Where a segment stands. */
export interface SegmentProgress {
  /** Everything at or before it is handled. */
  readonly position: Position;
  /** What lies after it and is handled nevertheless. Empty for a segment that was not merged lately. */
  readonly marks: readonly SegmentMark[];
}

/** Whether a message was handled already. */
export function isHandled(
  { position, marks }: SegmentProgress,
  message: { readonly hash: number; readonly position: Position },
): boolean {
  if (!isAfter(message.position, position)) return true;
  return marks.some((mark) => matches(mark, message.hash) && !isAfter(message.position, mark.position));
}

/** The progress once everything up to `position` is handled: marks that were caught up with are dropped. */
export function advanced({ marks }: SegmentProgress, position: Position): SegmentProgress {
  return { position, marks: marks.filter((mark) => isAfter(mark.position, position)) };
}

/** What a half of a split segment starts with: the old position, and the marks that concern it. */
export function progressOfHalf({ position, marks }: SegmentProgress, half: Segment): SegmentProgress {
  return { position, marks: marks.filter((mark) => overlap(mark, half)) };
}

/** A segment with where it stands. */
export interface SegmentWithProgress extends SegmentProgress {
  readonly segment: Segment;
}

/** What two merged segments start with: the lower position, and a mark for whoever was further. Nothing is lost and nothing comes twice. */
export function mergedProgress(a: SegmentWithProgress, b: SegmentWithProgress): SegmentProgress {
  const [behind, ahead] = isAfter(a.position, b.position) ? [b, a] : [a, b];
  const mark: SegmentMark = { ...ahead.segment, position: ahead.position };
  return advanced({ position: behind.position, marks: [...behind.marks, mark, ...ahead.marks] }, behind.position);
}
