import type { CommandMessage } from "../src/model/message.ts";
import type { AnyAggregate, DefOf } from "./any-aggregate.ts";
import type { Application, CommandTypes, CommandTypesOf } from "./application-types.ts";
import type { AnyEvent, AnyRejection } from "./messages.ts";

/** The state of an aggregate. */
export type StateOf<A extends AnyAggregate> = DefOf<A>["state"];

/** Messages of an aggregate's events: all of them, or those named. */
export type EventOf<A extends AnyAggregate, N extends keyof DefOf<A>["events"] = keyof DefOf<A>["events"]> = Extract<
  AnyEvent<DefOf<A>["events"]>,
  { readonly name: N }
>;

/** Messages of an aggregate's commands, as callers make them: all of them, or those named. */
export type CommandOf<A extends AnyAggregate, N extends keyof DefOf<A>["inputs"] = keyof DefOf<A>["inputs"]> = {
  [K in N]: CommandMessage<K & string, DefOf<A>["inputs"][K]>;
}[N];

/** Messages of an aggregate's rejections: all of them, or those named. */
export type RejectionOf<
  A extends AnyAggregate,
  N extends keyof DefOf<A>["rejections"] = keyof DefOf<A>["rejections"],
> = Extract<AnyRejection<DefOf<A>["rejections"]>, { readonly name: N }>;

/** The commands of an aggregate or of a whole application, by name: payload, names of events, rejections with payloads. */
export type CommandTypesIn<T> =
  T extends Application<infer D>
    ? D["commands"]
    : T extends AnyAggregate
      ? { readonly [K in keyof DefOf<T>["outcomes"]]: CommandTypesOf<DefOf<T>, K> }
      : never;

/** What a caller of command `N` sends. */
export type CommandPayloadOf<T, N extends keyof CommandTypesIn<T>> = Part<CommandTypesIn<T>[N], "payload">;

/**
 * What command `N` of an aggregate or an application may lead to: `{ events, rejections }`, names of events and rejections with
 * their payloads, as read from what its decider returns.
 */
export type CommandOutcomeOf<T, N extends keyof CommandTypesIn<T>> =
  CommandTypesIn<T>[N] extends CommandTypes<unknown, infer Events, infer Rejections>
    ? { readonly events: Events; readonly rejections: Rejections }
    : never;

/** What query `N` of projection `P` answers. */
export type QueryAnswerOf<App, P extends keyof QueriesIn<App>, N extends keyof QueriesIn<App>[P]> = Part<
  QueriesIn<App>[P][N],
  "answer"
>;

/** What query `N` of projection `P` asks for. */
export type QueryParametersOf<App, P extends keyof QueriesIn<App>, N extends keyof QueriesIn<App>[P]> = Part<
  QueriesIn<App>[P][N],
  "parameters"
>;

/** The queries of an application, by projection and name. */
export type QueriesIn<App> = App extends Application<infer D> ? D["queries"] : never;

type Part<T, Name extends string> = T extends { readonly [K in Name]: infer Value } ? Value : never;
