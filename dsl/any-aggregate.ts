import type { AggregateNode } from "../src/model/node.ts";
import type { AggregateDef } from "./aggregate-def.ts";
import type { Invalid } from "./invalid.ts";

/** Any finished aggregate. */
export interface AnyAggregate {
  readonly node: AggregateNode;
  readonly "~types"?: AggregateDef | undefined;
}

/** What the types know of a finished aggregate. */
export type DefOf<A extends AnyAggregate> = NonNullable<A["~types"]>;

/** An aggregate in any phase. */
export interface AggregatePhase {
  readonly node: Pick<AggregateNode, "kind" | "name">;
  readonly "~types"?: AggregateDef | undefined;
}

/** Events of a finished aggregate, by name: their data. */
export type EventsOf<A extends AggregatePhase> = NonNullable<A["~types"]>["events"];

/** Refuses an aggregate that lacks a phase. */
export type CheckFinished<A> = A extends AnyAggregate
  ? unknown
  : Invalid<"this aggregate is not finished: it needs route, evolve and decide">;
