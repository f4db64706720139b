import type { AggregateNode, EventContext } from "../src/model/node.ts";
import type { VocabularyDef } from "./aggregate-def.ts";
import type { DecidedAggregate, OptionalPhase } from "./decided-aggregate.ts";
import type { Deciders, OutcomeOf } from "./decider.ts";
import type { NoStranger } from "./no-stranger.ts";
import type { NoStray } from "./no-stray.ts";
import type { AnyRoute, CheckRoute, CheckRoutes, Routes } from "./route-types.ts";

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
   * command whose key is missing or empty is refused, unless `orElse` says where it goes.
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
  ): DecidedAggregate<
    {
      readonly name: D["name"];
      readonly state: D["state"];
      readonly events: D["events"];
      readonly commands: D["commands"];
      readonly inputs: D["inputs"];
      readonly rejections: D["rejections"];
      readonly outcomes: { readonly [K in keyof H]: OutcomeOf<H[K]> };
    },
    OptionalPhase
  >;
}
