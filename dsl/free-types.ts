import type { FreeNode, ProjectionContext } from "../src/model/node.ts";
import type { AggregatePhase, CheckFinished, EventsOf } from "./any-aggregate.ts";
import type { Database } from "./database.ts";
import type { CheckReading } from "./event-sequence.ts";
import type { FreeDef } from "./projection-def.ts";
import type { Query, TypesOfQuery } from "./query.ts";

/** By event, the SQL it leads to: `db` is the transaction in which the projection's position moves.
 * What is done must be returned or awaited: a promise left alone would run outside of the transaction. */
export type FreeHandlers<Events> = {
  readonly [K in keyof Events]?: (db: Database, data: Events[K], event: ProjectionContext) => PromiseLike<unknown>;
};

/** A free projection with its name: it needs `on`. */
export interface UnreadFree<D extends FreeDef> {
  readonly node: FreeNode;
  /**
   * What events of one aggregate do. All that a handler writes through `db` commits with the projection's position, or not at
   * all; a promise that it neither returns nor awaits escapes the transaction.
   */
  on<A extends AggregatePhase, H extends FreeHandlers<EventsOf<A>>>(
    aggregate: A & CheckFinished<A>,
    handlers: H & CheckReading<H, EventsOf<A>, D["sequencedBy"]>,
  ): Free<D>;
}

/** What a query of a free projection can use. */
export interface FreeQueryTools {
  readonly db: Database;
}

/** A finished free projection: goes into an application. */
export interface Free<D extends FreeDef> extends UnreadFree<D> {
  /** What can be asked. */
  queries<Q extends Readonly<Record<string, Query<unknown, unknown, FreeQueryTools>>>>(
    queries: Q,
  ): Free<{
    readonly name: D["name"];
    readonly sequencedBy: D["sequencedBy"];
    readonly queries: { readonly [K in keyof Q]: TypesOfQuery<Q[K]> };
  }>;
  /** Types only; never there at run time. */
  readonly "~types"?: D | undefined;
}
