import type { Json } from "../src/base/json.ts";
import type { ProjectionContext, RelayNode } from "../src/model/node.ts";
import type { AggregatePhase, AnyAggregate, CheckFinished, EventsOf } from "./any-aggregate.ts";
import type { CheckReading } from "./event-sequence.ts";
import type { Invalid } from "./invalid.ts";

/** What the types know of a relay. */
export interface RelayDef {
  readonly name: string;
  /** The properties of event data that it is sequenced by. */
  readonly sequencedBy: string;
}

/**
 * By event, what the outside gets of it: `true`, its data as they are; a function, what that makes of them, so that other systems
 * depend on a contract of their own and not on the shape of the log. A function that answers undefined publishes nothing. It is called
 * again whenever the event is published again, so it makes the same of the same.
 */
export type Published<Events> = {
  readonly [K in keyof Events]?: true | ((data: Events[K], event: ProjectionContext) => Json | undefined);
};

/** What the policy reads has to be in the data of each event of the aggregate. */
export type CheckAll<Events, Property> = [Lacking<Events, Property>] extends [never]
  ? unknown
  : Invalid<`event \`${Lacking<Events, Property> & string}\` lacks a field by which it would be sequenced`>;

type Lacking<Events, Property> = {
  [K in keyof Events]: [Exclude<Property, keyof Events[K]>] extends [never] ? never : K;
}[keyof Events];

/** A relay with its name: it needs `all` or `on`. */
export interface UnreadRelay<D extends RelayDef> {
  readonly node: RelayNode;
  /** Publishes every event of an aggregate as it is, in today's shape. */
  all<A extends AnyAggregate>(aggregate: A & CheckAll<EventsOf<A>, D["sequencedBy"]>): Relay<D>;
  /** Publishes those events of an aggregate that are named. */
  on<A extends AggregatePhase, H extends Published<EventsOf<A>>>(
    aggregate: A & CheckFinished<A>,
    events: H & CheckReading<H, EventsOf<A>, D["sequencedBy"]>,
  ): Relay<D>;
}

/** A finished relay: goes into an application. */
export interface Relay<D extends RelayDef> extends UnreadRelay<D> {
  /** Types only; never there at run time. */
  readonly "~types"?: D | undefined;
}
