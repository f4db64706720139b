import type { Json } from "../base/json.ts";
import type { NewEvent, StreamRef } from "../model/message.ts";
import type { FoldTarget, Row, RowKey } from "../model/node.ts";
import type { Position } from "../model/position.ts";
import type { Replay } from "../model/processor-node.ts";
import type { Segment } from "../model/segment.ts";
import type { SegmentProgress } from "../model/segment-progress.ts";
import type { LetterTransaction } from "./letter-store.ts";
import type { NodeCard, NodeMember } from "./node-store.ts";
import type { Rebuild } from "./rebuild.ts";
import type { WorkflowTransaction } from "./workflow-store.ts";

/** One segment of a processor. */
export interface SegmentRef extends Segment {
  readonly processor: string;
}

/** Whose segment it is. */
export interface SegmentOwner {
  /** The node's id. */
  readonly node: string;
  /** Milliseconds until its lease ends, by the store's clock; 0 or less: it has ended, or the node is known to be dead. */
  readonly leaseMs: number;
}

/** How its owner is doing with a segment, as told with the last renewal. */
export interface SegmentReport {
  readonly state: "running" | "failing";
  /** The last failure's sentence while failing. */
  readonly error: string | null;
}

/** A segment, where it stands, and whose it is. */
export interface SegmentState extends SegmentRef, SegmentProgress {
  /** Grows with every change of ownership. */
  readonly epoch: number;
  /** Grows with every change of the segment's letters. */
  readonly lettersVersion: number;
  readonly owner: SegmentOwner | undefined;
  readonly report: SegmentReport | undefined;
}

/** What proves that a node owns a segment. */
export interface Claim extends SegmentRef {
  readonly node: string;
  readonly epoch: number;
}

/** What becomes of one row. */
export interface RowChange {
  readonly key: RowKey;
  /** The whole row, or null to delete it. */
  readonly row: Row | null;
}

/** A fold projection's rows, inside a batch's transaction. */
export interface FoldRows {
  /** The rows that exist, by `rowKeyText`. */
  load(target: FoldTarget, keys: readonly RowKey[]): Promise<ReadonlyMap<string, Row>>;
  /** Keys are distinct within a call. */
  write(target: FoldTarget, changes: readonly RowChange[]): Promise<void>;
}

/** The text under which a row key is found in maps. */
export function rowKeyText(key: RowKey): string {
  return key.length === 1 && typeof key[0] === "string" ? key[0] : JSON.stringify(key);
}

/** An engine's own event, such as `SequenceParked`: appended behind whatever its stream holds. */
export interface Announcement {
  readonly stream: StreamRef;
  readonly event: NewEvent;
}

/** What may be written while a segment is held; all of it commits together, or nothing does. */
export interface BatchTransaction {
  readonly rows: FoldRows;
  /** The drizzle handle of the transaction; throws `unsupported` on use where the store has no SQL. */
  readonly db: unknown;
  readonly letters: LetterTransaction;
  readonly workflows: WorkflowTransaction;
  /** Undone alone when `work` throws, and the error is thrown on; one at a time. */
  apart<T>(work: () => Promise<T>): Promise<T>;
  /** Stored in the log with the transaction. */
  announce(announcements: readonly Announcement[]): Promise<void>;
  /** Empties the tables: of a fold, or those that a free projection owns. */
  truncate(tables: readonly object[]): Promise<void>;
}

/** How the segment stands in the transaction that holds it. */
export interface HeldSegment extends SegmentProgress {
  readonly lettersVersion: number;
}

/** What became of a batch; a handler that failed is thrown instead. */
export type WorkResult =
  /** The work and the new position are committed. */
  | { readonly kind: "done"; readonly progress: SegmentProgress; readonly lettersVersion: number }
  /** Another transaction holds the segment now; nothing was done. */
  | { readonly kind: "busy" }
  /** The segment stands elsewhere than the caller believed; nothing was done. */
  | { readonly kind: "moved"; readonly progress: SegmentProgress }
  /** The claim does not hold any more: another node has the segment, or it was split, merged or reset. Nothing was done. */
  | { readonly kind: "lost" };

/** One batch of a segment. */
export interface WorkRequest {
  readonly claim: Claim;
  /** Where the caller believes the segment to stand. */
  readonly from: Position;
  /** Where it stands after `handle`, unless that answers an earlier position. */
  readonly to: Position;
  /** Answers how far it came, where that is not `to`. */
  readonly handle: (transaction: BatchTransaction, held: HeldSegment) => Promise<Position | undefined>;
}

/** A claimed segment that has nothing to handle up to `to`. */
export interface Passing {
  readonly claim: Claim;
  readonly from: Position;
  readonly to: Position;
}

/** A node's sign of life. */
export interface NodeLife {
  readonly id: string;
  readonly processors: readonly string[];
  /** Milliseconds from now, by the store's clock, until others take the node for dead. */
  readonly leaseMs: number;
  /** Of segments that it owns. */
  readonly reports: readonly (SegmentRef & SegmentReport)[];
  /** Absent: it tells nothing of itself, and gets no commands of others. */
  readonly card?: NodeCard;
}

/** What a node sees when it tells that it lives. */
export interface NodeLook {
  /** How the processors stand that it named. */
  readonly processors: readonly ProcessorState[];
  /** All nodes that live, itself as well, by id. */
  readonly members: readonly NodeMember[];
}

/** How a processor stands. */
export interface ProcessorState {
  readonly name: string;
  /** Of the policy that makes its sequence keys. */
  readonly fingerprint: string;
  readonly paused: boolean;
  readonly replay: Replay | undefined;
  /** The new version that is built beside it. */
  readonly rebuild?: Rebuild | undefined;
  /** Nodes that live and run it. */
  readonly nodes: readonly string[];
  readonly segments: readonly SegmentState[];
}

/** A processor as a node declares it. */
export interface ProcessorRegistration {
  readonly name: string;
  readonly fingerprint: string;
  /** Made where the processor has none yet. */
  readonly segments: number;
  /** Where they begin. */
  readonly start: Position;
}

/** What became of an operation on segments that may be refused. */
export type SegmentsChanged =
  | { readonly kind: "done"; readonly segments: readonly SegmentRef[] }
  /** There is no such segment (any more), or none to merge it with. */
  | { readonly kind: "refused"; readonly why: "unknown" | "no-partner" | "too-small" }
  /** A batch held one of them for too long; nothing was done. */
  | { readonly kind: "busy" };

/** Sets a processor back or forward. */
export interface ResetRequest {
  readonly processor: string;
  readonly to: Position;
  /** Undefined: nothing is seen for the second time. */
  readonly replay: Replay | undefined;
  /** Also remove its letters; without it, letters refuse the reset. */
  readonly clearLetters: boolean;
  /** Also while nodes own segments: their claims end. Without it that refuses the reset. */
  readonly force: boolean;
  /** In the transaction that sets the positions. */
  readonly handle: (transaction: BatchTransaction) => Promise<void>;
}

/** What became of a reset. */
export type ResetResult =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly why: "unknown" | "running" | "letters" }
  | { readonly kind: "busy" };

/** What became of work under a segment's lock. */
export type LockedResult<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "busy" }
  | { readonly kind: "unknown" };

/** Work under the lock of a segment, or of two. */
export interface LockedRequest<T> {
  readonly processor: string;
  /** The segment that matches this key hash. */
  readonly hash: number;
  /** The segment that matches this one, too, where it is another: for a letter whose event goes on in another sequence. Both are waited for, in one order everywhere. */
  readonly also?: number;
  readonly handle: (transaction: BatchTransaction, held: HeldSegment) => Promise<T>;
}

/** Where processors stand, whose their segments are, and the transactions in which they move. */
export interface SegmentStore {
  /** Makes the processor and its first segments, if it has none. Safe to call anywhere, at any time. Answers it as it stands. */
  register(registration: ProcessorRegistration): Promise<ProcessorState>;
  /** Undefined for an unknown name. */
  state(processor: string): Promise<ProcessorState | undefined>;
  /** All that were ever registered, sorted by name. */
  all(): Promise<readonly ProcessorState[]>;
  /**
   * Renews the node's sign of life and the leases of what it owns, in one round trip that waits for no batch. Answers who lives and
   * how its processors stand then: what it does not own any more was taken by others.
   */
  renew(node: NodeLife): Promise<NodeLook>;
  /** Claims those that are free, whose lease has ended or whose owner is dead (with `force` any), and that were not released away from the node. Answers those it got. */
  claim(request: {
    readonly node: string;
    readonly leaseMs: number;
    readonly segments: readonly SegmentRef[];
    readonly force?: boolean;
  }): Promise<readonly Claim[]>;
  /** Gives segments up at once; for `awayMs` milliseconds the node does not get them back. A claim that was stolen is left alone. */
  release(request: { readonly claims: readonly Claim[]; readonly awayMs?: number }): Promise<void>;
  /** The node is gone: its sign of life and all of its claims. */
  leave(node: string): Promise<void>;
  /**
   * One batch: takes the segment, checks claim and position, runs `handle`, moves the position by epoch and old position and commits,
   * all in one transaction. An error from `handle` rolls everything back and is thrown as it is.
   */
  work(request: WorkRequest): Promise<WorkResult>;
  /** Moves segments over stretches in which nothing is for them, in one round trip. Answers those that moved. */
  pass(passings: readonly Passing[]): Promise<readonly SegmentRef[]>;
  /** Waits for the segment, whoever owns it, and works under its lock: for changes of letters. Errors of `handle` as for `work`. */
  locked<T>(request: LockedRequest<T>): Promise<LockedResult<T>>;
  /** Both halves start where the segment stands; claims on it end. */
  split(segment: SegmentRef): Promise<SegmentsChanged>;
  /** Merges the segment with its partner; claims on both end. */
  merge(segment: SegmentRef): Promise<SegmentsChanged>;
  /** While it is paused no node works on it. False for an unknown name. */
  pause(processor: string, paused: boolean): Promise<boolean>;
  reset(request: ResetRequest): Promise<ResetResult>;
  /** Ends the replay that began with this `until`, once every segment is past it. True for the one caller that ended it. */
  endReplay(processor: string, until: Position): Promise<boolean>;
  /** Takes on another fingerprint where all segments stand at one position and no letter waits: else false. */
  align(request: { readonly processor: string; readonly fingerprint: string }): Promise<boolean>;
  /** Drops a processor that is not declared any more, with segments and letters, and all that a workflow keeps. */
  forget(processor: string): Promise<void>;
}

/** Facts kept with an event of the engine's own. */
export type AnnouncementData = Readonly<Record<string, Json>>;
