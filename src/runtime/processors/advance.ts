import type { Position } from "../../model/position.ts";

/** How far a single batch may go. */
export interface AdvanceLimit {
  /** Not behind the head. */
  readonly target: Position;
  readonly signal: AbortSignal;
  /** By the clock, milliseconds since 1970: pauses between attempts take at most half of what is left until then. */
  readonly until: number;
}

/** Where a segment stands after one batch; `waiting` for what is under way beside the events. */
export type Advance = "reached" | "behind" | "waiting" | "failing" | "lost";
