import type { ProjectionContext } from "../src/model/node.ts";
import type { BranchOutcome } from "../src/model/workflow-action.ts";
import type { Reaction } from "../src/model/workflow-node.ts";

/** Where a reaction stands: the data it finds there, and what it can do. */
export interface Place<Data, Tools> {
  readonly data: Data;
  readonly tools: Tools;
}

type AnyPlace = Place<unknown, unknown>;

/**
 * By name, what becomes of what came: (what I have, what came, what I can do). Of the names that are given only: with all of them,
 * or with a type for the whole record, the cost of a workflow would grow with the square of its states.
 */
export type ReactionsTo<Came, Names extends keyof Came, P extends AnyPlace> = {
  readonly [K in Names]: (data: P["data"], came: Came[K], tools: P["tools"]) => Reaction;
} & Offered<Came>;

/** For completion, which names there are to give; one type for all states. */
export type Offered<Came> = { readonly [K in keyof Came]?: unknown };

/** The same, by what it belongs to: rejections by command, ends by child. */
export type NestedReactions<Came, Names extends keyof Came, P extends AnyPlace> = {
  readonly [K in Names]: {
    readonly [M in keyof Came[K]]?: (data: P["data"], came: Came[K][M], tools: P["tools"]) => Reaction;
  };
} & Offered<Came>;

/** By event, what begins an instance: (what came, what I can do). */
export type StartsBy<Came, Names extends keyof Came, Tools> = {
  readonly [K in Names]: (came: Came[K], tools: Tools) => Reaction;
} & Offered<Came>;

/** By command, its rejections with their payloads; null where one is a sentence. */
export type RejectionsOf<Sends> = {
  readonly [K in keyof Sends]: Sends[K] extends { readonly rejections: infer Rejections } ? Rejections : never;
};

/** By child, what comes when it ends: its result, or why it failed or was cancelled. */
export type ChildEnds<Spawns> = {
  readonly [K in keyof Spawns]: {
    readonly completed: Spawns[K] extends { readonly result: infer Result } ? Result : never;
    readonly failed: string;
  };
};

/** With nothing that comes along. */
export type Nothing<Names> = { readonly [K in keyof Names]: null };

/** By fork, how its branches ended, in the order in which they were given. */
export type Joined<Joins> = { readonly [K in keyof Joins]: readonly BranchOutcome[] };

/** Names the instance that an event is for. */
export interface CorrelationOptions<Data> {
  /**
   * The id of the instance; undefined or null: none. It depends on the event alone, and is the same wherever the workflow names the event.
   * Default: the instance whose command caused the event; of a start, the one that is called like the event's stream.
   */
  readonly by: (data: Data, event: ProjectionContext) => string | null | undefined;
}
