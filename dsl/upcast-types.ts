import type { Upcast, UpcastContext } from "../src/model/upcast-node.ts";
import type { Invalid } from "./invalid.ts";
import type { AnyEvent, EventMakers } from "./messages.ts";

/** What an upcaster can answer beside the data of the next schema version. */
export interface UpcasterTools<Events> {
  /** Makes today's events, by name. */
  readonly emit: EventMakers<Events>;
  /** These events, of today's shapes, stand in the stored one's place; no further upcaster sees them. */
  readonly split: (...events: readonly AnyEvent<Events>[]) => Upcast;
  /** The event is not seen any more. */
  readonly drop: () => Upcast;
}

type Upcaster<Data, Events> = (data: Data, event: UpcastContext, tools: UpcasterTools<Events>) => unknown;

/** By event, its upcasters: the first takes schema version 1 to 2. Names that are not declared any more are allowed. */
export type Upcasters<Data, Events> = {
  readonly [K in keyof Events]?: readonly Upcaster<Data, Events>[];
} & { readonly [retired: string]: readonly Upcaster<Data, Events>[] };

/** Each upcaster takes what the former answers, and the last one answers today's data, or `split` or `drop`. */
export type CheckUpcasters<Lists, Events> = {
  readonly [K in keyof Lists]: Lists[K] extends readonly []
    ? Invalid<`event \`${K & string}\` has an empty list of upcasters; remove it`>
    : Lists[K] extends readonly [infer First, ...infer Rest]
      ? K extends keyof Events
        ? CheckChain<First, Rest, Events[K], AnswersData<K>>
        : CheckChain<First, Rest, never, AnswersNone<K>>
      : unknown;
};

type AnswersData<K> =
  `the last upcaster of event \`${K & string}\` has to answer the data the event has today, or split or drop`;
type AnswersNone<K> = `event \`${K & string}\` is not declared, so its last upcaster has to answer split or drop`;

type CheckChain<First, Rest, Data, Why extends string> = Rest extends readonly [infer Next, ...infer Others]
  ? readonly [CheckLink<First, Next>, ...CheckChain<Next, Others, Data, Why>]
  : readonly [[DataFrom<First>] extends [Data] ? unknown : Invalid<Why>];

type CheckLink<First, Next> = Next extends (data: infer Taken, ...others: never[]) => unknown
  ? [DataFrom<First>] extends [Taken]
    ? unknown
    : Invalid<"the next upcaster does not take what this one answers">
  : unknown;

type DataFrom<One> = One extends (...args: never[]) => infer Answer ? Exclude<Answer, Upcast> : never;
