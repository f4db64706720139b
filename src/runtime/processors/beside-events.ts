import type { Position } from "../../model/position.ts";

/** What a segment has to handle beside events. */
export interface BesideEvents {
  /** Whether there is room for anything new. */
  readonly room: boolean;
  /** Whether there may be something, for a segment that has come so far. */
  ready(at: Position): boolean;
  /** Resolves when there may be, or the signal aborts. */
  next(at: Position, signal: AbortSignal): Promise<void>;
  /** Whether there will be by itself, as the outcome of a command that is under way. */
  readonly waiting: boolean;
  /** Resolves when there may be, when there will not be by itself, or when the signal aborts. */
  turned(at: Position, signal: AbortSignal): Promise<void>;
  /** Whether there is something for the batch that reaches so far. */
  gather(upTo: Position): Promise<boolean>;
  /** What a letter led to is to be looked for. */
  lookAgain(): void;
}
