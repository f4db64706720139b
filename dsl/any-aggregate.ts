import type { AggregateNode } from "../src/model/node.ts";
import type { AggregateDef } from "./aggregate-def.ts";

/** Any finished aggregate. */
export interface AnyAggregate {
  readonly node: AggregateNode;
  readonly "~types"?: AggregateDef;
}

/** What the types know of a finished aggregate. */
export type DefOf<A extends AnyAggregate> = NonNullable<A["~types"]>;

/** Events of a finished aggregate, by name: their data. */
export type EventsOf<A extends AnyAggregate> = DefOf<A>["events"];
