import type { CommandMessage } from "../src/model/message.ts";
import type { AggregateNode, EventContext } from "../src/model/node.ts";
import type { AggregateDef, VocabularyDef } from "./aggregate-def.ts";
import type { CommandFacts, Deciders, Decision, OutcomeOf } from "./decider.ts";
import type { AnyEvent, CommandMakers, EventMakers, RejectionMakers } from "./messages.ts";
import type { NoStranger } from "./no-stranger.ts";
import type { NoStray } from "./no-stray.ts";
import type { AnyRoute, CheckRoute, CheckRoutes, Routes } from "./route-types.ts";
import type { CheckSequence, CheckSequences, SequenceBy, Sequences } from "./sequence-types.ts";

// Overloads, since a default for the exceptions would take the place of their contextual type.
type NoExceptions = Readonly<Record<never, never>>;

/** By event, what it does to the state. */
export type Evolvers<State, Events> = {
  readonly [K in keyof Events]: (state: State, data: Events[K], event: EventContext) => State;
};

/** An aggregate with its vocabulary: it needs `route`, `evolve` and `decide`. */
export interface UnroutedAggregate<D extends VocabularyDef> {
  readonly node: Pick<AggregateNode, "kind" | "name" | "initial" | "events" | "commands" | "rejections">;
  /**
   * Where the id of each command's stream comes from: a payload field by name, `byMetadata`, `byFunction` or a function. A
   * command whose key is missing or empty is refused.
   */
  route<const By extends AnyRoute<D["commands"]>>(
    by: By & CheckRoute<D["commands"], By, NoExceptions>,
  ): UnevolvedAggregate<D>;
  /** The second argument names the commands that have a route of their own. */
  route<const By extends AnyRoute<D["commands"]>, const X extends Routes<D["commands"]>>(
    by: By & CheckRoute<D["commands"], By, X>,
    exceptions: X & CheckRoutes<D["commands"], X>,
  ): UnevolvedAggregate<D>;
}

/** A routed aggregate: it needs `evolve` and `decide`. */
export interface UnevolvedAggregate<D extends VocabularyDef> {
  readonly node: UnroutedAggregate<D>["node"] & Pick<AggregateNode, "route" | "routes">;
  /** What each event does to the state. Pure: the same events give the same state, on every node, for ever. */
  evolve<H extends Evolvers<D["state"], D["events"]>>(
    handlers: H &
      NoInfer<Evolvers<D["state"], D["events"]>> &
      NoStranger<H, D["events"], "event"> &
      NoStray<H, D["state"], "the state">,
  ): UndecidedAggregate<D>;
}

/** An aggregate that can fold its events: it needs `decide`. */
export interface UndecidedAggregate<D extends VocabularyDef> {
  readonly node: UnevolvedAggregate<D>["node"] & Pick<AggregateNode, "evolve">;
  /**
   * What each command leads to, on the state its stream stands for: events, a rejection, or nothing. Synchronous, and called
   * again when another writer was faster; what it returns is all that happens.
   */
  decide<H extends Deciders<D["state"], D["commands"], D["events"], D["rejections"]>>(
    handlers: H &
      NoInfer<Deciders<D["state"], D["commands"], D["events"], D["rejections"]>> &
      NoStranger<H, D["commands"], "command">,
  ): UnsequencedAggregate<{
    readonly name: D["name"];
    readonly state: D["state"];
    readonly events: D["events"];
    readonly commands: D["commands"];
    readonly inputs: D["inputs"];
    readonly rejections: D["rejections"];
    readonly outcomes: { readonly [K in keyof H]: OutcomeOf<H[K]> };
  }>;
}

/** A finished aggregate: goes into an application, makes messages, and runs without the engine. */
export interface Aggregate<D extends AggregateDef> {
  readonly node: AggregateNode;
  /** Makes events, by name. */
  readonly events: EventMakers<D["events"]>;
  /** Makes commands, by name. */
  readonly commands: CommandMakers<D["inputs"]>;
  /** Makes rejections, by name. */
  readonly rejections: RejectionMakers<D["rejections"]>;
  /** The state of a stream without events. */
  initial(): D["state"];
  /** The state after one more event. Without `context`, the event stands in no stream, at version 0, at the start of 1970. */
  evolve(state: D["state"], event: AnyEvent<D["events"]>, context?: Partial<EventContext>): D["state"];
  /** The state after `events`, starting from `state` or from the initial one. */
  fold(events: Iterable<AnyEvent<D["events"]>>, state?: D["state"]): D["state"];
  /**
   * What the command leads to on `state`: the decider's own answer. The payload is checked first, as the engine does.
   * Facts that are not given are neutral: no metadata, version 0, the start of 1970.
   *
   * @throws MyelinError `invalid_command` where the payload does not fit its schema, `unsupported` where the schema is asynchronous
   */
  decide<const N extends keyof D["inputs"] & keyof D["outcomes"] & string>(
    state: D["state"],
    command: CommandMessage<N, D["inputs"][N]>,
    facts?: Partial<CommandFacts>,
  ): Decided<D, N>;
  /** Types only; never there at run time. */
  readonly "~types"?: D | undefined;
}

/** What the decider of command `N` answers. */
export type Decided<D extends AggregateDef, N extends keyof D["outcomes"]> = Decision<
  Pick<D["events"], OutcomeNames<D["outcomes"][N], "events"> & keyof D["events"]>,
  Pick<D["rejections"], OutcomeNames<D["outcomes"][N], "rejections"> & keyof D["rejections"]>
>;

type OutcomeNames<O, Part extends "events" | "rejections"> = O extends { readonly [P in Part]: infer Names }
  ? Names
  : never;

/** A finished aggregate whose commands run one after another per routing key, unless `sequence` says otherwise. */
export interface UnsequencedAggregate<D extends AggregateDef> extends Aggregate<D> {
  /** Which commands wait for each other: those of equal key run one after another, in order of arrival. */
  sequence<const By extends SequenceBy<D["commands"][keyof D["commands"]]>>(
    by: By & CheckSequence<D["commands"], By, NoExceptions>,
  ): Aggregate<D>;
  /** The second argument names the commands that have a policy of their own. */
  sequence<const By extends SequenceBy<D["commands"][keyof D["commands"]]>, const X extends Sequences<D["commands"]>>(
    by: By & CheckSequence<D["commands"], By, X>,
    exceptions: X & CheckSequences<D["commands"], X>,
  ): Aggregate<D>;
}
