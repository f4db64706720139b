import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { DecideTools } from "./decide-tools.ts";
import type {
  AggregateInterceptorNode,
  CorrelationNode,
  DispatchInterceptorNode,
  HandlerInterceptorNode,
} from "./interceptor-node.ts";
import type { Decision, Metadata, StreamRef } from "./message.ts";
import type { RouteNode, SequenceNode } from "./policy-node.ts";
import type { Position } from "./position.ts";
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

/** A fold projection as the DSL leaves it. */
export interface FoldNode {
  readonly kind: "projection";
  readonly form: "fold";
  readonly name: string;
  readonly target: FoldTarget;
  /** Values of a row that does not exist yet; without it handlers see undefined. */
  readonly initial?: Row;
  readonly on: readonly HandlerGroup<FoldFunction>[];
  readonly queries: Readonly<Record<string, QueryNode>>;
}

/** A free projection as the DSL leaves it. */
export interface FreeNode {
  readonly kind: "projection";
  readonly form: "free";
  readonly name: string;
  /** Tables it owns, so that `migrate` can make them. */
  readonly tables: readonly object[];
  readonly on: readonly HandlerGroup<FreeFunction>[];
  readonly queries: Readonly<Record<string, QueryNode>>;
}

/** A projection of either form. */
export type ProjectionNode = FoldNode | FreeNode;
/** What an application is made of. */
export type ComponentNode = AggregateNode | ProjectionNode;

/** What `compile` is given. */
export interface ApplicationNode {
  readonly kind: "application";
  readonly name: string;
  readonly components: readonly ComponentNode[];
  /** In declared order, as are the following. */
  readonly dispatch?: readonly DispatchInterceptorNode[];
  readonly handle?: readonly HandlerInterceptorNode[];
  /** None: all of a message's metadata goes on. */
  readonly correlate?: readonly CorrelationNode[];
}
