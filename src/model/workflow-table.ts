import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { RetryNode } from "./retry-node.ts";
import type {
  CronNode,
  ReactionFunction,
  StartFunction,
  Strictness,
  WorkflowNode,
  WorkflowReactions,
  WorkflowTools,
} from "./workflow-node.ts";

/** What one state of a workflow reacts to. */
export interface StateTable extends Omit<WorkflowReactions, "on"> {
  /** By qualified event type. */
  readonly on: Readonly<Record<string, ReactionFunction>>;
}

/** One version of a workflow. */
export interface WorkflowVersionTable {
  readonly version: number;
  readonly states: Readonly<Record<string, StandardSchemaV1>>;
  readonly timers: Readonly<Record<string, StandardSchemaV1>>;
  readonly signals: Readonly<Record<string, StandardSchemaV1>>;
  readonly input?: StandardSchemaV1;
  /** Of what it completes with. */
  readonly result?: StandardSchemaV1;
  /** By qualified event type. */
  readonly starts: Readonly<Record<string, StartFunction>>;
  readonly startWith?: StartFunction;
  /** By name. */
  readonly cron: Readonly<Record<string, CronNode>>;
  /** By state; with those of all states where a state has none of its own. */
  readonly inState: Readonly<Record<string, StateTable>>;
  /** Of all states. */
  readonly inAny: StateTable;
  readonly migrate?: WorkflowNode["migrate"];
  readonly onExisting: Strictness;
  readonly onMissing: Strictness;
  readonly retry?: RetryNode;
  /** Names of commands that it may send, sorted, as are the workflows that it may spawn. */
  readonly sends: readonly string[];
  readonly spawns: readonly string[];
  /** Made once, handed to every reaction. */
  readonly tools: WorkflowTools;
}
