import type { ProjectionContext } from "../src/model/node.ts";
import type { BranchOutcome } from "../src/model/workflow-action.ts";
import type { Reaction } from "../src/model/workflow-node.ts";
import type { Invalid } from "./invalid.ts";

/** Where a reaction stands: the data it finds there, and what it can do. */
export interface Place<Data, Tools> {
  readonly data: Data;
  readonly tools: Tools;
}

type AnyPlace = Place<unknown, unknown>;

/** By name, what becomes of what came: (what I have, what came, what I can do). Loose in what is answered: the check judges that. */
export type LooseReactions<Came, P extends AnyPlace> = {
  readonly [K in keyof Came]?: (data: P["data"], came: Came[K], tools: P["tools"]) => unknown;
};

/** The same, by what it belongs to: rejections by command, ends by child. */
export type LooseNested<Came, P extends AnyPlace> = {
  readonly [K in keyof Came]?: LooseReactions<Came[K], P>;
};

/** What begins an instance: (what came, what I can do). */
export type LooseStarts<Came, Tools> = {
  readonly [K in keyof Came]?: (came: Came[K], tools: Tools) => unknown;
};

/** Only declared names, and reactions that only say what is to be done. */
export type CheckReactions<H, Came, P extends AnyPlace, What extends string> = {
  readonly [K in keyof H]: K extends keyof Came
    ? CheckReaction<H[K], Came[K], P>
    : Invalid<`${What} \`${K & string}\` is not declared`>;
};

type CheckReaction<F, Came, P extends AnyPlace> =
  IsAsync<F> extends true ? Waiting : (data: P["data"], came: Came, tools: P["tools"]) => Reaction;

/** How the sentences of nested reactions speak. */
export interface NestedWords {
  readonly thing: string;
  readonly list: string;
  readonly never: string;
}

/** Rejections are those of commands in `sends`. */
export interface RejectionWords extends NestedWords {
  readonly thing: "command";
  readonly list: "sends";
  readonly never: "is never rejected with";
}

/** Ends are those of workflows in `spawns`. */
export interface ChildWords extends NestedWords {
  readonly thing: "workflow";
  readonly list: "spawns";
  readonly never: "never ends as";
}

/** The check of nested reactions. */
export type CheckNested<H, Came, P extends AnyPlace, W extends NestedWords> = {
  readonly [K in keyof H]: K extends keyof Came
    ? {
        readonly [M in keyof H[K]]: M extends keyof Came[K]
          ? CheckReaction<H[K][M], Came[K][M], P>
          : Invalid<`${W["thing"]} \`${K & string}\` ${W["never"]} \`${M & string}\``>;
      }
    : Invalid<`${W["thing"]} \`${K & string}\` is not one of \`${W["list"]}\``>;
};

/** The check of starts. */
export type CheckStarts<H, Came, Tools> = {
  readonly [K in keyof H]: K extends keyof Came
    ? IsAsync<H[K]> extends true
      ? Waiting
      : (came: Came[K], tools: Tools) => Reaction
    : Invalid<`event \`${K & string}\` is not declared`>;
};

/** Refuses a function that waits. */
export type CheckWaiting<F> = IsAsync<F> extends true ? Waiting : unknown;

type IsAsync<F> = F extends (...args: never[]) => PromiseLike<unknown> ? true : false;
type Waiting = (
  ...args: never[]
) => Invalid<"a reaction waits for nothing: it answers what is to be done, as `send` and the other tools make it; remove `async`">;

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
export interface CorrelateBy<Data> {
  /**
   * The id of the instance; undefined or null: none. It depends on the event alone, and is the same wherever the workflow names the event.
   * Default: the instance whose command caused the event; of a start, the one that is called like the event's stream.
   */
  readonly by: (data: Data, event: ProjectionContext) => string | null | undefined;
}
