import type { Segment } from "../model/segment.ts";
import type {
  HistoryEntry,
  InboxRow,
  InstanceHead,
  InstanceRef,
  InstanceStatus,
  LoadedInstance,
  SentCommand,
  TimerRow,
} from "../model/workflow-instance.ts";

/** A row for an inbox, of this workflow or of another one. */
export type NewInboxRow = Omit<InboxRow, "number" | "createdAt">;

/** What steps of one instance changed; everything of it commits together with the segment's position. */
export interface InstanceChange {
  readonly id: string;
  /** Undefined: it stays as it is, or there is none. */
  readonly head: InstanceHead | undefined;
  /** Appended. */
  readonly history: readonly HistoryEntry[];
  /** New rows of the outbox, and rows that changed: by index. */
  readonly commands: readonly SentCommand[];
  /** Set, also over one of the same name and key. */
  readonly timers: readonly TimerRow[];
  /** Removed: before `timers` are set. Without a name all, without a key all of the name. */
  readonly cancelled: readonly { readonly name?: string; readonly key?: string }[];
}

/** What becomes of a batch of a workflow. */
export interface WorkflowChange {
  readonly instances: readonly InstanceChange[];
  /** Handled rows: numbers. */
  readonly handled: readonly string[];
  readonly inbox: readonly NewInboxRow[];
}

/** Instances inside of the transaction that holds their segment: nobody else changes them meanwhile. */
export interface WorkflowTransaction {
  /** Those that exist, by id. */
  load(workflow: string, ids: readonly string[]): Promise<ReadonlyMap<string, LoadedInstance>>;
  /** Which of these timers are still there: who is not was cancelled, or fired. Removes them. */
  takeTimers(timers: readonly TimerRow[]): Promise<readonly TimerRow[]>;
  /** Which of these rows are still there and not parked. */
  peekInbox(workflow: string, numbers: readonly string[]): Promise<readonly InboxRow[]>;
  /** Puts a row there that a letter refers to, or marks one that is there; neither `waiting` nor `peekInbox` answers it any more. Evicting its letter removes it. Answers its number. */
  parkInbox(row: NewInboxRow | { readonly number: string }): Promise<string>;
  write(workflow: string, change: WorkflowChange): Promise<void>;
  /** Removes everything of a workflow: instances, history, commands, timers, inbox. For a reset. */
  clear(workflow: string): Promise<void>;
}

/** A segment of a workflow's instances: those whose id's key hash matches. */
export interface InstanceSegment extends Segment {
  readonly workflow: string;
}

/** Which instances are wanted: the latest first. */
export interface InstanceQuery {
  readonly workflow: string;
  readonly status?: InstanceStatus;
  /** Go on behind this one. */
  readonly after?: { readonly updatedAt: Date; readonly id: string };
  readonly limit: number;
}

/** What waits in a segment for its owner. */
export interface WaitingWork {
  /** In order of arrival, not parked. */
  readonly inbox: readonly InboxRow[];
  /** Due at `now` or before, in order of due time. */
  readonly timers: readonly TimerRow[];
  /** When the next timer is due, of all that are not. */
  readonly nextDue: Date | undefined;
}

/** What of a workflow has still to be done, in all of its segments. */
export interface WorkflowBacklog {
  /** Commands that have no outcome yet. */
  readonly pending: number;
  /** Timers that are set, those that are due as well. */
  readonly timers: number;
  readonly due: number;
}

/** What workflows keep. Changes go through `BatchTransaction.workflows`; here are reads, and what anybody may leave for an instance. */
export interface WorkflowStore {
  /** One round trip. `now` is the engine's clock. */
  waiting(segment: InstanceSegment, query: { readonly now: Date; readonly limit: number }): Promise<WaitingWork>;
  /** Commands of the segment that have no outcome yet, in order of instance and index, behind `after`: what a new owner has to send. */
  pending(
    segment: InstanceSegment,
    query: { readonly after?: { readonly id: string; readonly index: number }; readonly limit: number },
  ): Promise<readonly (SentCommand & InstanceRef)[]>;
  /** Key hashes of instances for which rows that are not parked wait in the inbox, each once: who owns their segments has something to do. At most `limit`. */
  arrived(query: { readonly workflow: string; readonly limit: number }): Promise<readonly number[]>;
  /** A row of the inbox, parked or not; undefined where it is gone. */
  inboxRow(row: { readonly workflow: string; readonly number: string }): Promise<InboxRow | undefined>;
  /** Leaves something for an instance, whether it is there or not. Answers the row's number once it is stored. */
  leave(row: NewInboxRow): Promise<string>;
  instances(query: InstanceQuery): Promise<readonly InstanceHead[]>;
  /** Undefined where there is none. */
  instance(ref: InstanceRef): Promise<InstanceHead | undefined>;
  history(query: InstanceRef & { readonly after?: number; readonly limit: number }): Promise<readonly HistoryEntry[]>;
  commands(query: InstanceRef & { readonly after?: number; readonly limit: number }): Promise<readonly SentCommand[]>;
  timers(ref: InstanceRef): Promise<readonly TimerRow[]>;
  /** How many instances of a workflow have each status. */
  counts(workflow: string): Promise<Readonly<Partial<Record<InstanceStatus, number>>>>;
  /** `now` is the engine's clock. */
  backlog(query: { readonly workflow: string; readonly now: Date }): Promise<WorkflowBacklog>;
}
