import { comparePositions, isAfter, type Position } from "../../model/position.ts";
import type { ProcessorState, SegmentState } from "../../store/segment-store.ts";
import { isFree } from "../processors/fair-share.ts";
import type { LogReader } from "../processors/log-reader.ts";

export interface Choosing {
  readonly upTo: Position;
  readonly reader: LogReader;
  /** Any number that differs from sweep to sweep: those that begin together reach for different segments. */
  readonly turn: number;
  readonly isLeftOut: (segment: SegmentState) => boolean;
}

export interface Choice {
  readonly chosen: readonly SegmentState[];
  /** Whether more is to be done than was chosen. */
  readonly more: boolean;
}

/** Sweeps that can work side by side on a long backlog of one processor. */
const sweepsAtOnce = 4;

/**
 * Of the segments that nobody has and that are behind, those furthest behind first, so that none waits for ever. All of them where one page of
 * the log holds what is left; else a part, so that other sweeps find some, too.
 */
export async function chooseSegments(
  state: ProcessorState,
  { upTo, reader, turn, isLeftOut }: Choosing,
): Promise<Choice> {
  if (state.paused) return { chosen: [], more: false };
  const all = state.segments.filter((segment) => isFree(segment) && isAfter(upTo, segment.position));
  const behind = all.filter((segment) => !isLeftOut(segment));
  const place = ({ id }: SegmentState): number => (id + turn) % state.segments.length;
  behind.sort((a, b) => comparePositions(a.position, b.position) || place(a) - place(b));
  const [first] = behind;
  if (first === undefined) return { chosen: [], more: all.length > 0 };
  // Read anyway by whoever works on it: the page is kept.
  const page = await reader.page(first.position, upTo);
  const chosen = page.upTo === upTo ? behind : behind.slice(0, Math.ceil(behind.length / sweepsAtOnce));
  return { chosen, more: chosen.length < all.length };
}
