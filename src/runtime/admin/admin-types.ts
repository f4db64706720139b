import type { Json } from "../../base/json.ts";
import type { Position } from "../../model/position.ts";
import type { StartNode } from "../../model/processor-node.ts";
import type { Letter, ParkedSequence, SequenceRef } from "../../store/letter-store.ts";
import type { SegmentReport } from "../../store/segment-store.ts";

/** One segment as operators see it. */
export interface SegmentStatus {
  readonly id: number;
  readonly mask: number;
  readonly position: Position;
  /** Events that it has still to look at, counted up to 10,000. */
  readonly lagEvents: number;
  /** Seconds since the first of them was recorded; 0 where there is none. */
  readonly lagSeconds: number;
  /** The node that works on it; null when nobody does. */
  readonly owner: string | null;
  readonly state: "running" | "failing" | "paused" | "unowned";
  readonly lastError: SegmentReport["error"];
}

/** A processor as operators see it. */
export interface ProcessorOverview {
  readonly name: string;
  /** `undeclared`: known to the database, not to this application; its letters are orphans. */
  readonly kind: "projection" | "reactor" | "relay" | "workflow" | "undeclared";
  readonly paused: boolean;
  /** The position where the replay ends; null when there is none. */
  readonly replayingUntil: Position | null;
  readonly nodes: readonly string[];
  readonly parkedSequences: number;
  readonly letters: number;
  /** The new version that is built beside it; null when there is none. */
  readonly rebuild: RebuildStatus | null;
  readonly segments: readonly SegmentStatus[];
}

/** A new version of a projection, on its way. */
export interface RebuildStatus {
  /** The processor that builds it: its segments and letters are looked at and retried under this name. */
  readonly processor: string;
  /** `refused`: it is as far as the old version, and does not take its place before `why` is mended. */
  readonly state: "building" | "refused";
  readonly why: string | null;
  /** Everything up to here is handled in it. */
  readonly position: Position;
  /** Events that are left for the segment that is furthest behind, counted up to 10,000. */
  readonly lagEvents: number;
  readonly ageSeconds: number;
  readonly acceptParked: boolean;
  readonly parkedSequences: number;
  readonly letters: number;
  readonly lastError: string | null;
}

/** Where `reset` sends a processor: any place where one may begin. */
export type ResetTarget = StartNode;

/** Where a reset sends a processor, and what it overrules on the way. */
export interface ResetOptions {
  readonly to: ResetTarget;
  /** Handlers see it as `event.replay.context`. */
  readonly context?: Json;
  /** Pauses a running processor first, and lets it go on afterwards. */
  readonly force?: boolean;
  /** Also removes its letters; without it they refuse the reset. */
  readonly allowReset?: boolean;
  /**
   * Needed for a reactor and a workflow, whose effects happen again, and for a relay, which publishes again. A workflow's instances are gone
   * then, and begin anew.
   */
  readonly resend?: boolean;
}

/** How a projection is rebuilt. */
export interface RebuildOptions {
  /** Handlers see it as `event.replay.context`. */
  readonly context?: Json;
  /** Where the new version begins. Default: where the projection is declared to begin; needed where that is `latest`. */
  readonly from?: ResetTarget;
  /** Sequences that are parked in the new version and not in the old one do not hold it back. */
  readonly acceptParked?: boolean;
}

/** Operations on processors; the same for the engine, HTTP and the command line. All throw `unknown_processor` and `processor_refused` (with the mend). */
export interface ProcessorAdmin {
  list(): Promise<readonly ProcessorOverview[]>;
  status(name: string): Promise<ProcessorOverview>;
  pause(name: string): Promise<void>;
  resume(name: string): Promise<void>;
  reset(name: string, options: ResetOptions): Promise<void>;
  /**
   * Builds the projection once more, in tables of its own, while the old rows serve; once it has caught up it takes the old one's place in one
   * transaction. Answers when it has begun. Start it when every node runs the new code. Where parked sequences hold it back, asking again with
   * `acceptParked` lets it go on. The database's user must be allowed to make a schema.
   */
  rebuild(name: string, options?: RebuildOptions): Promise<void>;
  /** Gives a rebuild up: nothing is left of it, the old rows stay. */
  cancelRebuild(name: string): Promise<void>;
  /** Splits one segment, or the largest one. Answers the segments' ids and masks afterwards. */
  split(name: string, segment?: number): Promise<readonly { readonly id: number; readonly mask: number }[]>;
  /** Merges one segment with its partner, or the smallest one that has one. */
  merge(name: string, segment?: number): Promise<readonly { readonly id: number; readonly mask: number }[]>;
  /** Takes a segment, or all, from its owner and keeps it away from there for a while. */
  release(name: string, options?: { readonly segment?: number; readonly awayMs?: number }): Promise<void>;
  /** Takes on the declared sequence policy where nothing stands in the way. */
  align(name: string): Promise<void>;
  /** Drops a processor that is not declared any more. */
  forget(name: string): Promise<void>;
}

/** What a retry came to. */
export interface RetryResult {
  /** The sequence that was tried; null when there was none to try. */
  readonly sequence: SequenceRef | null;
  /** Letters that were handled and are gone. */
  readonly handled: number;
  /** Whether nothing of the sequence is left. */
  readonly done: boolean;
  /** The letter at which it stopped, with its new cause. */
  readonly stoppedAt: Letter | null;
}

/** A letter and, as far as it can be read, its event. */
export interface LetterView extends Letter {
  readonly stream: { readonly type: string; readonly id: string } | null;
  readonly data: Json;
}

/** Operations on dead letters; the same for the engine, HTTP and the command line. Throw `unknown_processor`, `unknown_sequence`. */
export interface LetterAdmin {
  sequences(query: {
    readonly processor?: string;
    readonly after?: SequenceRef;
    readonly limit: number;
  }): Promise<readonly ParkedSequence[]>;
  letters(query: SequenceRef & { readonly after?: number; readonly limit: number }): Promise<readonly LetterView[]>;
  /** Works one sequence to its end, or to the first letter that fails: the one named, else the one touched longest ago. */
  retry(request: { readonly processor: string; readonly sequence?: string }): Promise<RetryResult>;
  /** Removes a letter, or a whole sequence: its events are given up. Answers how many. */
  evict(request: SequenceRef & { readonly index?: number }): Promise<number>;
  /** Gives the letters of a renamed processor to its new name. */
  move(request: { readonly from: string; readonly to: string }): Promise<number>;
}
