import type { DecideTools } from "../src/model/decide-tools.ts";
import type { AnyEvent, AnyRejection, EventMakers, RejectionMakers } from "./messages.ts";

/** The facts of the command that is decided. */
export type CommandFacts = Omit<DecideTools, "emit" | "reject">;

/** What a decider can do, and the facts of its command. */
export interface Tools<Events, Rejections> extends CommandFacts {
  /** Makes events, by name. */
  readonly emit: EventMakers<Events>;
  /** Makes rejections, by name. */
  readonly reject: RejectionMakers<Rejections>;
}

/** What a decider answers: an event, several, a rejection, or undefined for nothing to do. */
export type Decision<Events, Rejections> =
  | AnyEvent<Events>
  | readonly AnyEvent<Events>[]
  | AnyRejection<Rejections>
  | undefined;

/** By command, the decider: (what I have, what came, what I can do). */
export type Deciders<State, Commands, Events, Rejections> = {
  readonly [K in keyof Commands]: (
    state: State,
    payload: Commands[K],
    tools: Tools<Events, Rejections>,
  ) => Decision<Events, Rejections>;
};

/** The names of the events in an answer. */
export type EventNames<Answer> = Answer extends readonly (infer Item)[]
  ? EventNames<Item>
  : Answer extends { readonly kind: "event"; readonly name: infer Name }
    ? Name
    : never;

/** The names of the rejections in an answer. */
export type RejectionNames<Answer> = Answer extends { readonly kind: "rejection"; readonly name: infer Name }
  ? Name
  : never;

/** The names of what a decider may answer with, read from its return type. */
export interface Outcome<Events, Rejections> {
  readonly events: Events;
  readonly rejections: Rejections;
}

/** The outcome of a decider, read from what it returns. */
export type OutcomeOf<Decider> = Decider extends (...args: never[]) => infer Answer
  ? Outcome<EventNames<Answer>, RejectionNames<Answer>>
  : never;
