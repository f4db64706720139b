import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Json } from "../base/json.ts";
import type { CommandResult } from "./command-result.ts";
import type { DecideTools } from "./decide-tools.ts";
import type { AggregateInterceptorNode } from "./interceptor-node.ts";
import type { Decision, Metadata, StreamRef } from "./message.ts";
import type { PolicyNode, RouteNode, SequenceNode } from "./policy-node.ts";
import type { Position } from "./position.ts";
import type { Delivery, FailureNode, LetterFacts, Replay, StartNode } from "./processor-node.ts";
import type { RetryNode } from "./retry-node.ts";
import type { SnapshotNode } from "./snapshot-node.ts";
import type { UpcastFunction } from "./upcast-node.ts";

/**
 * What `evolve` may look at beside the event's data. Not when it was stored: a decision is also made on events that are
 * about to be, and the same events must always give the same state.
 */
export interface EventContext {
  readonly stream: StreamRef;
  readonly version: number;
  readonly metadata: Metadata;
}

/** What a projection's handler may look at beside the event's data. */
export interface ProjectionContext extends EventContext {
  /** When the database stored it. */
  readonly recordedAt: Date;
  readonly position: Position;
  readonly eventId: string;
  readonly commandId: string;
  readonly correlationId: string;
  /** Present while the processor sees the event for the second time. */
  readonly replay?: Replay;
  /** Present when the event is handled as a letter of the dead-letter table. */
  readonly letter?: LetterFacts;
}

export type EvolveFunction = (state: unknown, data: unknown, event: EventContext) => unknown;
export type DecideFunction = (state: unknown, payload: unknown, tools: DecideTools) => Decision;
/** The sentence of a rejection without payload, or the schema of its payload. */
export type RejectionNode = string | StandardSchemaV1;

/** An aggregate as the DSL leaves it; `compile` checks it and makes its tables. */
export interface AggregateNode {
  readonly kind: "aggregate";
  readonly name: string;
  readonly initial: () => unknown;
  readonly events: Readonly<Record<string, StandardSchemaV1>>;
  readonly commands: Readonly<Record<string, StandardSchemaV1>>;
  readonly rejections: Readonly<Record<string, RejectionNode>>;
  readonly route: RouteNode;
  readonly routes: Readonly<Record<string, RouteNode>>;
  readonly evolve: Readonly<Record<string, EvolveFunction>>;
  readonly decide: Readonly<Record<string, DecideFunction>>;
  readonly sequence: SequenceNode;
  readonly sequences: Readonly<Record<string, SequenceNode>>;
  /** In declared order. */
  readonly interceptors?: readonly AggregateInterceptorNode[];
  readonly retry?: RetryNode;
  /** By command, where it differs. */
  readonly retries?: Readonly<Record<string, RetryNode>>;
  readonly snapshot?: SnapshotNode;
  /** By the event's own name; the first entry of a list takes schema version 1 to 2. Also of events that are not declared any more. */
  readonly upcast?: Readonly<Record<string, readonly UpcastFunction[]>>;
  /** Whether streams stay in memory between commands; default true. */
  readonly cached?: boolean;
}

/** A row of a projection's table, by the names its TypeScript code uses. */
export type Row = Readonly<Record<string, unknown>>;
/** The values of a row's key columns, in the order of `FoldTarget.key`. */
export type RowKey = readonly (string | number | boolean)[];

/** The table that a fold projection writes. */
export interface FoldTarget {
  /** Name in the database, with its schema where it has one. */
  readonly name: string;
  /** The key columns, by the names TypeScript uses. */
  readonly key: readonly string[];
  /** The drizzle table. Opaque here: only the store that has SQL looks inside. */
  readonly table: object;
}

export type KeyFunction = (data: unknown, event: ProjectionContext) => unknown;
export type FoldFunction = (row: unknown, data: unknown, event: ProjectionContext) => Row | null | undefined;
/** `db` is the drizzle handle of the batch's transaction; it may return a promise. */
export type FreeFunction = (db: unknown, data: unknown, event: ProjectionContext) => unknown;

/** The handlers of one `.on(aggregate, {...})`. */
export interface HandlerGroup<Handler> {
  readonly aggregate: string;
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Row key where it is not the stream's id. */
  readonly by?: KeyFunction;
  /** Counted up when `by` gives other keys than before. Default 1. */
  readonly byVersion?: number;
}

/** Rows of one projection, read by key: works on every store, also without SQL. */
export interface RowReader {
  get(...key: RowKey): Promise<Row | undefined>;
  /** All rows, ordered by key. For tables that fit in memory. */
  list(): Promise<readonly Row[]>;
}

export interface QueryTools {
  readonly db: unknown;
  /** Absent for a free projection, which has no one table. */
  readonly rows?: RowReader;
}

/** A query: the schema of its parameters and what answers it. */
export interface QueryNode {
  readonly schema: StandardSchemaV1;
  readonly handle: (parameters: unknown, tools: QueryTools) => unknown;
}

/** How a processor goes along the log. Absent: as documented. */
export interface ProcessingNode {
  /** Default: dead letters for projections and reactors alike. */
  readonly onFailure?: FailureNode;
  /** Default: per stream; of a fold always its row key, or one key for all. */
  readonly sequence?: PolicyNode;
  /** Default: the first event. */
  readonly from?: StartNode;
  /** Segments at first start; default 16. */
  readonly segments?: number;
  /** Names of handlers, `aggregate.Event`, that are not called while a replay goes on. */
  readonly once?: readonly string[];
}

/** Where a fold's rows come from. */
export type FoldLife = "async" | "inline" | "live";

/** A fold projection as the DSL leaves it. */
export interface FoldNode extends ProcessingNode {
  readonly kind: "projection";
  readonly form: "fold";
  readonly name: string;
  readonly target: FoldTarget;
  /** Values of a row that does not exist yet; without it handlers see undefined. */
  readonly initial?: Row;
  /** `async` (default): a processor; `inline`: the append's own transaction; `live`: folded when asked. */
  readonly life?: FoldLife;
  readonly on: readonly HandlerGroup<FoldFunction>[];
  readonly queries: Readonly<Record<string, QueryNode>>;
}

/** A free projection as the DSL leaves it. */
export interface FreeNode extends ProcessingNode {
  readonly kind: "projection";
  readonly form: "free";
  readonly name: string;
  /** Tables it owns, so that `migrate` can make them. */
  readonly tables: readonly object[];
  /** When it is reset, in the transaction that sets its position; default: its tables are emptied. */
  readonly onReset?: (db: unknown) => unknown;
  readonly on: readonly HandlerGroup<FreeFunction>[];
  readonly queries: Readonly<Record<string, QueryNode>>;
}

/** Sends commands of an application, by name. Each has an id made of reactor, event and command, so that a second attempt is harmless. */
export type SendCommand = (payload: unknown, options?: { readonly metadata?: Metadata }) => Promise<CommandResult>;

/** What a reactor's handler can do. */
export interface ReactorTools {
  readonly send: Readonly<Record<string, SendCommand>>;
  /** Aborted when the node has to stop or may have lost the segment. */
  readonly signal: AbortSignal;
}

/** May return a promise. */
export type ReactorFunction = (data: unknown, event: ProjectionContext, tools: ReactorTools) => unknown;

/** A reactor as the DSL leaves it: effects outside of the database. */
export interface ReactorNode extends ProcessingNode {
  readonly kind: "reactor";
  readonly name: string;
  readonly delivery: Delivery;
  /** Aggregates whose commands it sends. */
  readonly sends: readonly string[];
  readonly on: readonly HandlerGroup<ReactorFunction>[];
}

/** Makes what the outside gets of an event; undefined: it gets nothing of it. */
export type RelayFunction = (data: unknown, event: ProjectionContext) => Json | undefined;
/** `true`: the event's data as they are. */
export type RelayHandler = true | RelayFunction;

/** A relay as the DSL leaves it: publishes events to other systems. */
export interface RelayNode extends ProcessingNode {
  readonly kind: "relay";
  readonly name: string;
  readonly on: readonly HandlerGroup<RelayHandler>[];
}

/** A projection of either form. */
export type ProjectionNode = FoldNode | FreeNode;
