import type { Json } from "../base/json.ts";
import type { Metadata } from "./message.ts";
import type { RetryNode } from "./retry-node.ts";

/** An instance of a workflow, by name and id. */
export interface InstanceRef {
  readonly workflow: string;
  readonly id: string;
}

/** How an instance stands. */
export type InstanceStatus =
  | "running"
  /** It failed or is being cancelled: outcomes are waited for, then what was done is undone, last first. */
  | "undoing"
  /** A command or an undo was refused, or cannot be sent: somebody has to look and `resume` or `cancel` it. */
  | "stuck"
  | "completed"
  | "failed"
  | "cancelled";

/** A signal that is waited for. */
export interface OpenWait {
  readonly signal: string;
  /** Milliseconds since 1970; null: for ever. */
  readonly until: number | null;
}

/** One branch of a fork: a command of this instance by its index, or a child. */
export type Branch = ({ readonly send: number } | { readonly child: InstanceRef }) & {
  /** Absent while it has not ended. */
  readonly outcome?: { readonly ok: boolean; readonly reason: string | null; readonly data: Json };
};

/** Branches that are waited for. */
export interface OpenFork {
  readonly name: string;
  readonly until: "all" | "first";
  readonly branches: readonly Branch[];
  /** The first has succeeded and was reacted to: what the others still do is undone. It is kept until they have ended. */
  readonly joined?: true;
}

/** What became of a command of an instance. */
export type SendStatus =
  /** Not known yet. */
  | "pending"
  | "done"
  | "rejected"
  /** It could not be handled, and is not tried again by itself. */
  | "failed"
  /** Never sent: the instance failed before. */
  | "dropped";

/** A command of an instance: a row of the outbox. */
export interface SentCommand {
  /** Grows within an instance, from 1. */
  readonly index: number;
  /** The command id: each row has its own, so that sending it twice does it once. */
  readonly commandId: string;
  readonly command: string;
  readonly payload: Json;
  /** What undoes it. */
  readonly undo: { readonly command: string; readonly payload: Json } | null;
  /** The row that this one undoes. */
  readonly undoes: number | null;
  readonly retry: Exclude<RetryNode, { readonly kind: "function" }> | null;
  readonly metadata: Metadata;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly status: SendStatus;
  /** The rejection's name, or the failure's sentence; null otherwise. */
  readonly reason: string | null;
  /** The rejection's payload. */
  readonly data: Json;
  /** Attempts that failed. */
  readonly attempts: number;
}

/** A child that has not been heard of yet, or has. */
export interface ChildState extends InstanceRef {
  readonly ended: boolean;
}

/** What is kept of an instance beside its history, commands and timers. */
export interface InstanceHead extends InstanceRef {
  /** Of the workflow: the one it began with, until migrated. */
  readonly version: number;
  readonly status: InstanceStatus;
  /** Null before the first `become`. */
  readonly state: string | null;
  readonly data: Json;
  /** Why it failed or was cancelled. */
  readonly reason: string | null;
  /** Why it is stuck; null where it is not. */
  readonly trouble: string | null;
  /** What it completed with. */
  readonly result: Json;
  /** What it will be once everything is undone; `completed` where only losers of a fork are to be undone. */
  readonly undoingTo: "completed" | "failed" | "cancelled" | null;
  readonly waits: readonly OpenWait[];
  readonly forks: readonly OpenFork[];
  readonly children: readonly ChildState[];
  readonly parent: InstanceRef | null;
  /** Shared by all it sends. */
  readonly correlationId: string;
  /** What of the metadata of the message that began it goes on to all it sends. */
  readonly metadata: Metadata;
  /** Steps so far: the index of the last one in the history. */
  readonly steps: number;
  /** Commands so far: the index of the last one. */
  readonly sends: number;
  readonly startedAt: Date;
  /** By the engine's clock. */
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
}

/** An instance as a reaction needs it. */
export interface LoadedInstance {
  readonly head: InstanceHead;
  /**
   * In order of index, at least those that may still matter: pending and failed ones, those that are done and have an undo, and those that undo
   * another one. None of an instance that has ended.
   */
  readonly commands: readonly SentCommand[];
}

/** What came to an instance, as it is written down. */
export type StimulusRecord =
  | {
      readonly kind: "event";
      readonly type: string;
      readonly position: string;
      readonly stream: { readonly type: string; readonly id: string };
    }
  | { readonly kind: "start"; readonly by: "hand" | "parent" | "cron"; readonly input: Json }
  | { readonly kind: "timer"; readonly name: string; readonly key: string; readonly data: Json }
  | { readonly kind: "signal"; readonly name: string; readonly data: Json }
  | { readonly kind: "timeout"; readonly name: string }
  | {
      readonly kind: "outcome";
      readonly index: number;
      readonly command: string;
      readonly status: SendStatus;
      readonly reason: string | null;
      readonly data: Json;
      /** Of a rejected command: what it was sent with. */
      readonly payload?: Json;
      /** Of a command that undoes another one: the index of that one. */
      readonly undoes?: number;
    }
  | {
      readonly kind: "child";
      readonly child: InstanceRef;
      readonly status: "completed" | "failed" | "cancelled";
      readonly data: Json;
    }
  | { readonly kind: "cancel"; readonly why: string }
  | { readonly kind: "resume" }
  | { readonly kind: "migrate"; readonly from: number; readonly to: number };

/** One step of an instance: what came, and what was done about it. */
export interface HistoryEntry {
  readonly index: number;
  readonly at: Date;
  readonly came: StimulusRecord;
  /** One line each, such as `send WithdrawMoney #3`, `become depositing`, `ignored: no reaction in state "depositing"`. */
  readonly did: readonly string[];
  readonly status: InstanceStatus;
  /** The state afterwards. */
  readonly state: string | null;
  readonly data: Json;
}

/** A durable timer. */
export interface TimerRow extends InstanceRef {
  /** What `onTimer` names; waits with a limit have timers, too: `wait:Signal`. */
  readonly name: string;
  readonly key: string;
  readonly dueAt: Date;
  readonly data: Json;
}

/** What waits for an instance beside events: kept until it was handled. */
export type InboxContent = Extract<
  StimulusRecord,
  { readonly kind: "start" | "signal" | "child" | "cancel" | "resume" | "timer" | "timeout" | "outcome" | "migrate" }
>;

/** A row of the inbox. */
export interface InboxRow extends InstanceRef {
  /** Grows in order of arrival. */
  readonly number: string;
  readonly content: InboxContent;
  /** The parent of a child that is to start. */
  readonly parent: InstanceRef | null;
  readonly correlationId: string | null;
  readonly createdAt: Date;
}
