import { comparePositions, isAfter, type Position } from "../../model/position.ts";
import type { ProcessorState, SegmentState } from "../../store/segment-store.ts";
import { isFree } from "../processors/fair-share.ts";
import type { LogReader } from "../processors/log-reader.ts";
import type { WaitingInstances } from "./waiting-instances.ts";

export interface Choosing {
  readonly upTo: Position;
  readonly reader: LogReader;
  /** Any number that differs from sweep to sweep: those that begin together reach for different segments. */
  readonly turn: number;
  readonly isLeftOut: (segment: SegmentState) => boolean;
  readonly waiting: WaitingInstances;
}

export interface Choice {
  readonly chosen: readonly SegmentState[];
  /** Whether more is to be done than was chosen. */
  readonly more: boolean;
}

/** Sweeps that can work side by side on a long backlog of one processor. */
const sweepsAtOnce = 4;

/**
 * Of the segments that nobody has, those that are behind, furthest behind first, so that none waits for ever, and those for whose instances
 * something waits. All of them where one page holds what is left; else a part, so that other sweeps find some, too.
 */
export async function chooseSegments(
  state: ProcessorState,
  { upTo, reader, turn, isLeftOut, waiting }: Choosing,
): Promise<Choice> {
  if (state.paused) return { chosen: [], more: false };
  const all = state.segments.filter(isFree);
  const free = all.filter((segment) => !isLeftOut(segment));
  const place = ({ id }: SegmentState): number => (id + turn) % state.segments.length;
  const isBehind = ({ position }: SegmentState): boolean => isAfter(upTo, position);
  const behind = free.filter(isBehind);
  behind.sort((a, b) => comparePositions(a.position, b.position) || place(a) - place(b));
  const called = free.filter((segment) => !isBehind(segment) && waiting.in(segment));
  called.sort((a, b) => place(a) - place(b));
  const chosen = [...partOf(behind, await isLong(behind, { reader, upTo })), ...partOf(called, waiting.full)];
  const wanted = all.filter((one) => isBehind(one) || waiting.in(one) || waiting.setAsideIn(one));
  return { chosen, more: wanted.some((one) => !chosen.includes(one)) };
}

async function isLong(
  [first]: readonly SegmentState[],
  { reader, upTo }: Pick<Choosing, "reader" | "upTo">,
): Promise<boolean> {
  if (first === undefined) return false;
  // Read anyway by whoever works on it: the page is kept.
  const page = await reader.page(first.position, upTo);
  return page.upTo !== upTo;
}

function partOf(segments: readonly SegmentState[], long: boolean): readonly SegmentState[] {
  return long ? segments.slice(0, Math.ceil(segments.length / sweepsAtOnce)) : segments;
}
