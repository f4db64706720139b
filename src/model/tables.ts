import type { StandardSchemaV1 } from "@standard-schema/spec";
import type {
  DecideFunction,
  DecideTools,
  EvolveFunction,
  FoldFunction,
  FoldTarget,
  FreeFunction,
  KeyFunction,
  QueryNode,
  Row,
} from "./node.ts";
import type { PolicyNode, RouteNode } from "./policy-node.ts";

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
  readonly decide: DecideFunction;
}

export interface FoldHandler {
  readonly handle: FoldFunction;
  /** Absent: the row key is the stream's id. */
  readonly by?: KeyFunction;
}

interface ProjectionTableBase {
  readonly name: string;
  /** Qualified types that have a handler, sorted. */
  readonly eventTypes: readonly string[];
  readonly queries: Readonly<Record<string, QueryNode>>;
}

export interface FoldTable extends ProjectionTableBase {
  readonly form: "fold";
  readonly target: FoldTarget;
  readonly initial?: Row;
  /** By qualified type. */
  readonly handlers: Readonly<Record<string, FoldHandler>>;
}

export interface FreeTable extends ProjectionTableBase {
  readonly form: "free";
  readonly tables: readonly object[];
  /** By qualified type. */
  readonly handlers: Readonly<Record<string, FreeFunction>>;
}

export type ProjectionTable = FoldTable | FreeTable;

/**
 * What `compile` makes and the runtime executes: frozen, deterministic, keys sorted. The same
 * declarations give the same tables on every runtime.
 */
export interface Tables {
  readonly name: string;
  readonly aggregates: Readonly<Record<string, AggregateTable>>;
  readonly commands: Readonly<Record<string, CommandTable>>;
  readonly projections: Readonly<Record<string, ProjectionTable>>;
}
