import type { Json } from "../base/json.ts";
import type { RecordedEvent } from "../model/command-result.ts";
import type { NewEvent, StoredEvent, StreamRef } from "../model/message.ts";
import type { Position } from "../model/position.ts";
import type { FoldRows } from "./segment-store.ts";
import type { Snapshot } from "./snapshot-store.ts";

/** Where a stream stands: its last event. Version 0 and no event for a stream that does not exist. */
export interface StreamHead {
  readonly version: number;
  /** Id of the event at `version`; also tells a log that was set back from one that was not. */
  readonly eventId: string | null;
  /** Position of the event at `version`; the start of the log for a stream that does not exist. */
  readonly position: Position;
}

/** Which part of a stream is wanted. */
export interface LoadRequest {
  readonly stream: StreamRef;
  /** Events with a higher version are wanted; 0 for all. */
  readonly after: number;
  /** Also look for the kept outcome of this command id. */
  readonly commandId?: string;
  /** Begin at the stream's snapshot of this fingerprint, where there is one above `after` whose event is still in the log. */
  readonly snapshot?: string;
}

/** A stream from a version on, and where it stands: both of one moment. */
export interface LoadedStream {
  /** Where the events begin, when a snapshot was asked for and found. */
  readonly snapshot?: Snapshot;
  /** In order of version, without a gap: those above the snapshot, or above what the request says. */
  readonly events: readonly StoredEvent[];
  readonly head: StreamHead;
  /** Present when the command id was asked for and is known. */
  readonly recorded?: RecordedCommand;
}

/** What became of a command whose id is kept. */
export type RecordedOutcome =
  | {
      readonly status: "done";
      readonly version: number;
      readonly position: Position;
      readonly events: readonly RecordedEvent[];
    }
  | { readonly status: "rejected"; readonly reason: string; readonly data: Json; readonly sentence: string | null };

/** A command id that was used, and what it came to. */
export interface RecordedCommand {
  readonly commandId: string;
  /** Hash of the command's name, raw payload and scope, as the first caller sent it. */
  readonly hash: string;
  readonly stream: StreamRef;
  readonly outcome: RecordedOutcome;
}

/** The rejection to keep for a keyed command that appends nothing because it was refused. */
export interface RejectionRecord {
  readonly reason: string;
  readonly data: Json;
  readonly sentence: string | null;
}

/** One command's part of an append. */
export interface AppendRequest {
  readonly stream: StreamRef;
  /** The head that was decided on: both version and event id must still hold. */
  readonly expected: Pick<StreamHead, "version" | "eventId">;
  /** Possibly none: then only the head is confirmed and the outcome kept. */
  readonly events: readonly NewEvent[];
  readonly command: AppendCommand;
}

/** Whose events these are: the id and the conversation that each of them carries. */
export interface AppendCommand {
  readonly id: string;
  readonly name: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  /** Present when the outcome is to be kept under the id. */
  readonly keep?: { readonly hash: string; readonly rejection?: RejectionRecord };
}

/** What became of one request: expected outcomes are values, only what nobody expects is thrown. */
export type AppendResult =
  /** The head held; `events` are stored (none for a confirmation) and the outcome is kept. */
  | { readonly kind: "appended"; readonly events: readonly RecordedEvent[]; readonly recordedAt: Date }
  /** The head did not hold; nothing was stored. */
  | { readonly kind: "conflict"; readonly version: number }
  /** The id is known: its first outcome counts; nothing was stored. */
  | { readonly kind: "duplicate"; readonly recorded: RecordedCommand }
  /** The id is being handled by a transaction that did not end within the wait; nothing was stored. */
  | { readonly kind: "in-progress" };

/** A fold whose rows appends write in their own transactions. */
export interface InlineFold {
  readonly processor: string;
  /** Of its keys: who has another one writes other rows. */
  readonly version: string;
}

/** What an append does beside storing events. */
export interface AppendWithin {
  /** The inline folds of the database, as `InlineStore.folds` told them. The append is refused where they are others by now. */
  readonly folds: readonly InlineFold[];
  /** In the append's transaction, once there is something that was appended. What it throws undoes the append and is thrown on. */
  readonly handle: (transaction: AppendTransaction, results: readonly AppendResult[]) => Promise<void>;
}

/** What may be written with an append. */
export interface AppendTransaction {
  readonly rows: FoldRows;
}

/** A page of a stream. */
export interface StreamQuery {
  readonly stream: StreamRef;
  readonly after: number;
  /** Events, at most. */
  readonly limit: number;
}

/** A stretch of the log. */
export interface LogQuery {
  readonly after: Position;
  /** Never beyond the safe head. */
  readonly upTo: Position;
  /** Qualified types; absent: all. */
  readonly types?: readonly string[];
  readonly limit: number;
}

/** Loads and appends of one transaction. */
export type ExclusiveEvents = Pick<EventStore, "load" | "append">;

/** What became of exclusive work: what it returned, committed, or nothing because others held one of the keys too long. */
export type ExclusiveResult<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "busy" };

/** Work that nobody else may do at once, on any node. */
export interface ExclusiveRequest<T> {
  /** 1 to 64. */
  readonly keys: readonly string[];
  /** Whether to wait for keys that others hold, for a bounded time; else the answer is `busy` at once. Default true. */
  readonly wait?: boolean;
  readonly work: (events: ExclusiveEvents) => Promise<T>;
}

/**
 * The log of events. Every method may throw `unavailable` (nothing happened), `contention` (nothing happened, others held
 * what it needed: try again) and, for `append`, `outcome_unknown` (the connection broke: it happened or not, or is still going to).
 */
export interface EventStore {
  /** Loads several streams in one round trip and one snapshot. Answers stand in the order of the requests. */
  load(requests: readonly LoadRequest[]): Promise<readonly LoadedStream[]>;
  /**
   * Appends for several commands in one round trip, each on its own: one command's conflict leaves the others
   * untouched. Within a call the ids of kept commands are distinct. Requests of one stream stand next to each other and are
   * appended in their order, each on the head that the former leaves; one behind a request that was not appended may be
   * answered `conflict`. Results stand in the order of the requests. `within` is done in the same transaction; without it, or with
   * another set of folds than the database's, an append of events is refused where there are inline folds: `store_not_ready` with
   * `otherFolds` in its details.
   */
  append(requests: readonly AppendRequest[], within?: AppendWithin): Promise<readonly AppendResult[]>;
  /**
   * Runs `work` while this transaction holds each of the keys across all nodes; keys are taken in one order everywhere, before
   * the first load, and let go when the transaction has ended. What `work` appends is stored only when this resolves with `done`.
   * An error from `work` rolls everything back and is thrown as it is. `outcome_unknown` when the commit's answer is lost.
   * `work` does everything by what it is given: a store of one session or one writer would wait for itself. Several appends in it
   * may meet another's the other way round: `contention` for one of them.
   */
  exclusive<T>(request: ExclusiveRequest<T>): Promise<ExclusiveResult<T>>;
  readStream(query: StreamQuery): Promise<readonly StoredEvent[]>;
  /** In order of position. */
  readLog(query: LogQuery): Promise<readonly StoredEvent[]>;
  /**
   * The safe head: no event at or before it will ever appear that is not there now. Looks at the
   * database; grows with every call that finds more settled.
   */
  safeHead(): Promise<Position>;
  /** The highest position that is visible, settled or not. */
  lastPosition(): Promise<Position>;
  /** The position of the last event before the first one that was recorded at `time` or later: where a reader of what came since begins. */
  positionBefore(time: Date): Promise<Position>;
  /** How many events of these types lie after `after` and not after `upTo`, counted up to `limit`, and when the first of them was recorded. */
  lag(query: {
    readonly after: Position;
    readonly upTo: Position;
    readonly types: readonly string[];
    readonly limit: number;
  }): Promise<{ readonly events: number; readonly oldest: Date | undefined }>;
}
