import type { AggregateNode } from "../src/model/node.ts";
import type { AggregateDef } from "./aggregate-def.ts";
import type { Invalid } from "./invalid.ts";
import type { SequenceEvents } from "./sequences.ts";

/** Any finished aggregate. */
export interface AnyAggregate {
  readonly node: AggregateNode;
  readonly "~types"?: AggregateDef | undefined;
}

/** What the types know of a finished aggregate. */
export type DefOf<A extends AnyAggregate> = NonNullable<A["~types"]>;

/** An aggregate in any phase, or what has events like one: `sequences`. */
export interface AggregatePhase {
  readonly node: { readonly kind: "aggregate" | "engine"; readonly name: string };
  readonly "~types"?: { readonly events: object } | undefined;
}

/** Events of a finished aggregate, by name: their data. */
export type EventsOf<A extends AggregatePhase> = NonNullable<A["~types"]>["events"];

/** Refuses an aggregate that lacks a phase. */
export type CheckFinished<A> = A extends AnyAggregate | SequenceEvents
  ? unknown
  : Invalid<"this aggregate is not finished: it needs route, evolve and decide">;
