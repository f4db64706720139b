import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { ProjectionContext } from "./node.ts";
import type { FailureNode, StartNode } from "./processor-node.ts";
import type { FiredTimer, RejectedCommand } from "./reaction-facts.ts";
import type { RetryNode } from "./retry-node.ts";
import type { WorkflowAction } from "./workflow-action.ts";

/** What every reaction may look at beside the state and what came. */
export interface ReactionFacts {
  /** The instance. */
  readonly id: string;
  /** The name of its state; null before the first one. */
  readonly state: string | null;
  /** When the reaction is computed, by the engine's clock: it is computed once, whatever crashes. */
  readonly now: Date;
  /** The event that is reacted to, where it is one. */
  readonly event?: ProjectionContext;
  /** The child that is reacted to, where it is one. */
  readonly child?: { readonly workflow: string; readonly id: string };
  /** The timer that is reacted to, where it is one. */
  readonly timer?: FiredTimer;
  /** The command whose rejection is reacted to, where it is one. */
  readonly rejected?: RejectedCommand;
}

/** What reactions make actions with: by name `send`, `schedule`, `cancel`, `become`, `wait`, `spawn`; and `all`, `first`, `complete`, `fail`. The same object for all reactions of a workflow. */
export type WorkflowTools = Readonly<Record<string, unknown>>;

/** What a reaction answers; never a promise: it only says what is to be done. */
export type Reaction = WorkflowAction | readonly (WorkflowAction | undefined)[] | undefined;

/** (what I have, what came, what I can do). `tools` holds the facts as well. */
export type ReactionFunction = (data: unknown, came: unknown, tools: ReactionFacts & WorkflowTools) => Reaction;

/** What begins an instance: (what came, what I can do). */
export type StartFunction = (came: unknown, tools: ReactionFacts & WorkflowTools) => Reaction;

/** The instance that an event is for; undefined or null: none. */
export type CorrelateFunction = (data: unknown, event: ProjectionContext) => unknown;

/** The reactions to events of one aggregate. Without `by` an event is for the instance whose command caused it, and a start for the one named like its stream. */
export interface ReactionGroup<Handler> {
  readonly aggregate: string;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly by?: CorrelateFunction;
}

/** What an instance reacts to, in one of its states or in all of them. */
export interface WorkflowReactions {
  readonly on: readonly ReactionGroup<ReactionFunction>[];
  /** By command, then by the rejection's name. */
  readonly onRejected: Readonly<Record<string, Readonly<Record<string, ReactionFunction>>>>;
  readonly onTimer: Readonly<Record<string, ReactionFunction>>;
  readonly onSignal: Readonly<Record<string, ReactionFunction>>;
  /** By signal: it was waited for and did not come in time. */
  readonly onTimeout: Readonly<Record<string, ReactionFunction>>;
  /** By child workflow. */
  readonly onChild: Readonly<Record<string, ChildReactions>>;
  /** By name of the fork: all of its branches have ended, or the first has. What came is a list of `BranchOutcome`. */
  readonly onJoined: Readonly<Record<string, ReactionFunction>>;
}

/** What becomes of a child's end; what came is its result, or why it failed. */
export interface ChildReactions {
  readonly completed?: ReactionFunction;
  readonly failed?: ReactionFunction;
}

/** What a start by the clock gets: `came` of `CronNode.handle`. */
export interface CronTick {
  /** The name of the entry. */
  readonly name: string;
  /** The time of the schedule that it is for, also where it comes late. */
  readonly at: Date;
}

/** Starts instances by the clock: the id is the name and the time, so each time starts one. */
export interface CronNode {
  /** Five fields: minute, hour, day of month, month, day of week; UTC. */
  readonly schedule: string;
  readonly handle: StartFunction;
}

/** What becomes of an event whose instance is there already (start), or is not there or has ended (continue). */
export type Strictness = "ignore" | "deadLetter";

/** A version of a workflow as the DSL leaves it. Versions of one name go into one application side by side. */
export interface WorkflowNode {
  readonly kind: "workflow";
  readonly name: string;
  /** 1 or more; instances stay with the version that they began with. */
  readonly version: number;
  /** Aggregates whose commands it sends. */
  readonly sends: readonly string[];
  /** Workflows that it spawns. */
  readonly spawns: readonly string[];
  readonly states: Readonly<Record<string, StandardSchemaV1>>;
  readonly timers: Readonly<Record<string, StandardSchemaV1>>;
  readonly signals: Readonly<Record<string, StandardSchemaV1>>;
  /** What whoever starts it by name gives along; absent: it is started by events or by the clock only. */
  readonly input?: StandardSchemaV1;
  /** Of what it completes with; absent: nothing. */
  readonly result?: StandardSchemaV1;
  /** Names of its forks. */
  readonly joins: readonly string[];
  readonly starts: readonly ReactionGroup<StartFunction>[];
  /** Started by name: by a parent, or by hand. */
  readonly startWith?: StartFunction;
  readonly cron: Readonly<Record<string, CronNode>>;
  readonly inState: Readonly<Record<string, WorkflowReactions>>;
  /** Where the state has no reaction of its own. */
  readonly inAny: WorkflowReactions;
  /** Takes a running instance of the version before to this one: (its state's name, its data) to name and data here. */
  readonly migrate?: (instance: { readonly state: string; readonly data: unknown }) => {
    readonly state: string;
    readonly data: unknown;
  };
  readonly onExisting: Strictness;
  readonly onMissing: Strictness;
  /** Of commands that say nothing else. */
  readonly retry?: RetryNode;
  readonly onFailure?: FailureNode;
  /** Default: the first event. */
  readonly from?: StartNode;
  readonly segments?: number;
  /** Counted up when a `by` gives other instances than before. */
  readonly byVersion?: number;
}
