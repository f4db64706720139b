import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonObject } from "../base/json.ts";
import type { DecideTools } from "./decide-tools.ts";
import type {
  AggregateInterceptorNode,
  CorrelationNode,
  DispatchInterceptorNode,
  HandlerInterceptorNode,
} from "./interceptor-node.ts";
import type {
  DecideFunction,
  EvolveFunction,
  FoldFunction,
  FoldLife,
  FoldTarget,
  FreeFunction,
  KeyFunction,
  QueryNode,
  ReactorFunction,
  RelayHandler,
  Row,
} from "./node.ts";
import type { PolicyNode, RouteNode } from "./policy-node.ts";
import type { Delivery, FailureNode, StartNode } from "./processor-node.ts";
import type { RetryNode } from "./retry-node.ts";
import type { SnapshotNode } from "./snapshot-node.ts";
import type { UpcastFunction } from "./upcast-node.ts";
import type { CorrelateFunction } from "./workflow-node.ts";
import type { WorkflowVersionTable } from "./workflow-table.ts";

/** What an event type needs at run time. */
export interface EventTable {
  /** Qualified: `account.MoneyDeposited`. */
  readonly type: string;
  readonly schema: StandardSchemaV1;
  readonly schemaVersion: number;
}

export interface AggregateTable {
  readonly name: string;
  readonly initial: () => unknown;
  /** By the event's own name. */
  readonly events: Readonly<Record<string, EventTable>>;
  /** By qualified type. */
  readonly evolve: Readonly<Record<string, EvolveFunction>>;
  readonly rejections: Readonly<Record<string, RejectionTable>>;
  /** Made once, handed to every decider. */
  readonly tools: Pick<DecideTools, "emit" | "reject">;
  readonly snapshot?: SnapshotTable;
  /** By qualified type: what takes schema version 1 to 2, 2 to 3 … Empty for most aggregates. */
  readonly upcast: Readonly<Record<string, readonly UpcastFunction[]>>;
  /** Whether streams stay in memory between commands. */
  readonly cached: boolean;
}

export interface SnapshotTable extends Omit<SnapshotNode, "onEvents"> {
  /** Of the aggregate and the state's version. */
  readonly fingerprint: string;
  /** Qualified types. */
  readonly onEvents: readonly string[];
}

export interface RejectionTable {
  /** The sentence of a rejection without payload. */
  readonly sentence?: string;
  readonly schema?: StandardSchemaV1;
}

export interface CommandTable {
  readonly name: string;
  readonly aggregate: string;
  readonly schema: StandardSchemaV1;
  readonly route: RouteNode;
  readonly sequence: PolicyNode;
  /** How far its sequences reach. */
  readonly scope: "node" | "cluster";
  readonly retry: RetryNode;
  /** Those whose pattern matches, in declared order, as are the following. */
  readonly dispatch: readonly DispatchInterceptorNode[];
  readonly handle: readonly HandlerInterceptorNode[];
  readonly interceptors: readonly AggregateInterceptorNode[];
  readonly decide: DecideFunction;
}

export interface FoldHandler {
  readonly handle: FoldFunction;
  /** Absent: the row key is the stream's id. */
  readonly by?: KeyFunction;
  /** Not called while a replay goes on. */
  readonly once?: true;
}

/** What gives the sequence key of an event: a policy, or the row that it belongs to. */
export type EventSequence =
  | PolicyNode
  | { readonly kind: "rowKey" }
  /** The instance of the workflow: by correlation, not by the event alone. */
  | { readonly kind: "instance" };

/** What every processor has: how it goes along the log. */
export interface ProcessorTable {
  readonly name: string;
  /** Qualified types that have a handler, sorted. */
  readonly eventTypes: readonly string[];
  /** Qualified types to be read: those, and all that an upcaster may turn into one of them. Sorted. */
  readonly storedTypes: readonly string[];
  readonly sequence: EventSequence;
  /** Of the sequence: who has another one gives other keys. */
  readonly fingerprint: string;
  readonly onFailure: FailureNode;
  readonly from: StartNode;
  readonly segments: number;
}

interface ProjectionTableBase extends ProcessorTable {
  readonly queries: Readonly<Record<string, QueryNode>>;
}

export interface FoldTable extends ProjectionTableBase {
  readonly form: "fold";
  readonly life: FoldLife;
  readonly target: FoldTarget;
  readonly initial?: Row;
  /** By qualified type. */
  readonly handlers: Readonly<Record<string, FoldHandler>>;
}

export interface FreeHandler {
  readonly handle: FreeFunction;
  readonly once?: true;
}

export interface FreeTable extends ProjectionTableBase {
  readonly form: "free";
  readonly tables: readonly object[];
  readonly onReset?: (db: unknown) => unknown;
  /** By qualified type. */
  readonly handlers: Readonly<Record<string, FreeHandler>>;
}

export type ProjectionTable = FoldTable | FreeTable;

export interface ReactorHandler {
  readonly handle: ReactorFunction;
  readonly once?: true;
}

export interface ReactorTable extends ProcessorTable {
  readonly form: "reactor";
  readonly delivery: Delivery;
  /** Names of the commands that it may send, sorted. */
  readonly sends: readonly string[];
  /** By qualified type. */
  readonly handlers: Readonly<Record<string, ReactorHandler>>;
}

export interface RelayTable extends ProcessorTable {
  readonly form: "relay";
  /** By qualified type: what is published. */
  readonly handlers: Readonly<Record<string, { readonly handle: RelayHandler }>>;
}

/** What has effects outside of the database. */
export type EffectTable = ReactorTable | RelayTable;

/** A workflow: a processor whose sequences are its instances. */
export interface WorkflowTable extends ProcessorTable {
  readonly form: "workflow";
  /** New instances begin with it. */
  readonly latest: number;
  /** By version. */
  readonly versions: Readonly<Record<string, WorkflowVersionTable>>;
  /** By qualified event type, of the latest version that reacts to it: which instance it is for. Absent: the one whose command caused it (a start: the one named like its stream). */
  readonly correlate: Readonly<Record<string, CorrelateFunction>>;
}

/**
 * What `compile` makes and the runtime executes: frozen, deterministic, keys sorted. The same
 * declarations give the same tables on every runtime.
 */
export interface Tables {
  readonly name: string;
  readonly aggregates: Readonly<Record<string, AggregateTable>>;
  readonly commands: Readonly<Record<string, CommandTable>>;
  readonly projections: Readonly<Record<string, ProjectionTable>>;
  readonly reactors: Readonly<Record<string, ReactorTable>>;
  readonly relays: Readonly<Record<string, RelayTable>>;
  readonly workflows: Readonly<Record<string, WorkflowTable>>;
  /** In declared order; none: all of a message's metadata goes on to what it causes. */
  readonly correlate: readonly CorrelationNode[];
  /** The tables' JSON, as `tablesToJson` gives it, so that a node can write down what it was started with. Absent: nobody compiled them. Not enumerable. */
  readonly toJSON?: () => JsonObject;
}
