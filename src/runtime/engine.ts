import type { CommandResult } from "../model/command-result.ts";
import type { Metadata, StoredEvent, StreamRef } from "../model/message.ts";
import type { Position } from "../model/position.ts";
import type { RetryNode } from "../model/retry-node.ts";
import type { Tables } from "../model/tables.ts";
import type { LetterAdmin, ProcessorAdmin } from "./admin/admin-types.ts";
import type { WorkflowAdmin } from "./admin/workflow-admin-types.ts";
import type { EngineFeed } from "./feed/engine-feed.ts";
import type { Inspector } from "./inspect/inspector.ts";
import type { EngineNodes } from "./membership/engine-nodes.ts";
import type { SweepOptions, SweepResult } from "./sweep/sweeper.ts";
import type { MetricFamily } from "./telemetry/engine-metrics.ts";

/** A command as a caller submits it. */
export interface CommandSubmission {
  readonly command: string;
  readonly payload: unknown;
  /** The command id (`Idempotency-Key`): the outcome is kept under it and a second submission gets the first outcome. */
  readonly id?: string;
  /** Whose ids these are (tenant or principal); ids of different scopes never meet. */
  readonly scope?: string;
  /** The stream's version the caller insists on. */
  readonly expectedVersion?: number;
  readonly metadata?: Metadata;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Milliseconds from now until the caller gives up; default 30,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** In place of the command's own policy. */
  readonly retry?: RetryNode;
}

/** What became of a command that need not be waited for. */
export type CommandAcceptance =
  /** Committed: it will be handled, by this node or another, also after a crash. */
  | { readonly kind: "accepted"; readonly commandId: string }
  /** The id has an outcome already. */
  | { readonly kind: "settled"; readonly result: CommandResult };

/** What is known of a command id. */
export type CommandState =
  | { readonly status: "pending"; readonly commandId: string }
  | { readonly status: "settled"; readonly result: CommandResult }
  /** Not handled, and not its outcome: it may be sent again under the same id. */
  | {
      readonly status: "failed";
      readonly commandId: string;
      readonly failure: { readonly code: string; readonly message: string };
    };

/** A query as a caller asks it. */
export interface QuerySubmission {
  readonly projection: string;
  readonly query: string;
  readonly parameters: unknown;
  /** Answer only when everything up to this position is projected. */
  readonly waitFor?: Position;
  /** Milliseconds to wait for `waitFor`; default 10,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A query's answer, and how fresh it is. */
export interface QueryResult {
  readonly value: unknown;
  /** Up to where the projection had come, at least, when the query ran. */
  readonly position: Position;
}

/** How one projection does. */
export interface ProcessorStatus {
  readonly processor: string;
  readonly position: Position;
  readonly state: "running" | "failing" | "stopped";
  /** The last failure's sentence while failing. */
  readonly lastError: string | null;
}

/** Whether commands and queries can be served, and how the projections do. */
export interface EngineHealth {
  readonly ready: boolean;
  readonly notes: readonly string[];
  readonly processors: readonly ProcessorStatus[];
}

/** The running engine: what hosts and adapters talk to. */
export interface Engine {
  readonly tables: Tables;
  /** Domain rejections come back as values; everything unexpected is thrown as `MyelinError`. */
  submit(submission: CommandSubmission): Promise<CommandResult>;
  /**
   * Commits the command and answers before it is handled. Without an id it gets one. Its payload is kept as JSON. A dispatch
   * interceptor's refusal, a payload that does not fit and a known id are told at once, as by `submit`.
   */
  submitLater(submission: CommandSubmission): Promise<CommandAcceptance>;
  /** What became of a command that was submitted under an id, or later; throws `unknown_command_id` where nothing is known. */
  commandState(command: { readonly id: string; readonly scope?: string }): Promise<CommandState>;
  query(submission: QuerySubmission): Promise<QueryResult>;
  /** Events of one stream in order; throws `unknown_stream` where there are none at all. */
  readStream(
    stream: StreamRef,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly StoredEvent[]>;
  /** The log, for whoever follows it. */
  readonly feed: EngineFeed;
  /** How processors stand, and steering them. */
  readonly processors: ProcessorAdmin;
  /** The dead letters. */
  readonly letters: LetterAdmin;
  /** The nodes that share the database. */
  readonly nodes: EngineNodes;
  /** Workflows: their instances, and steering them. */
  readonly workflows: WorkflowAdmin;
  /** Looks at what the engine does and did. */
  readonly inspector: Inspector;
  health(): Promise<EngineHealth>;
  /** What this node counted, and how it and the database stand, by instrument; nothing where the engine was started without metrics. Asks the database; what that does not answer is left out. */
  metrics(): Promise<readonly MetricFamily[]>;
  /**
   * Does for a bounded time what an engine's background loops do: for cron, after a command, for hosts that may not keep a loop. Any number at
   * once, and nodes beside them, divide the work; one that is killed loses nothing, others go on when its lease has ended. Nothing new begins
   * after the budget. What is under way is finished: a batch of `batchSize` events, a letter, or a command within its own timeout.
   *
   * @throws MyelinError `unavailable` when the database is away
   */
  sweep(options: SweepOptions): Promise<SweepResult>;
  /** Refuses new work, finishes what runs within `graceMs` (default 10,000), stops processors, closes the store. */
  stop(graceMs?: number): Promise<void>;
}
