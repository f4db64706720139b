import type { CommandResultOf } from "../src/model/command-result.ts";
import type { Metadata } from "../src/model/message.ts";
import type { ProjectionContext, ReactorNode } from "../src/model/node.ts";
import type { AggregatePhase, CheckFinished, EventsOf } from "./any-aggregate.ts";
import type { CheckReading } from "./event-sequence.ts";

/** What the types know of a reactor. */
export interface ReactorDef {
  readonly name: string;
  /** By command that it may send: payload, events and rejections. */
  readonly sends: object;
  /** The properties of event data that it is sequenced by. */
  readonly sequencedBy: string;
}

/** What goes along with a command of a reactor. */
export interface ReactorSendOptions {
  /** Added to what goes on from the event by itself. */
  readonly metadata?: Metadata;
}

/**
 * By command, what sends it. Its id is made of reactor, event and command name, so a second attempt at the event cannot do it twice:
 * it gets the first one's outcome, also where it sends another payload. Commands of one name within one handling are told apart by their
 * order, so a handler sends them in the same order each time.
 */
export type ReactorSenders<Sends> = {
  readonly [K in keyof Sends]: (
    payload: Part<Sends[K], "payload">,
    options?: ReactorSendOptions,
  ) => Promise<CommandResultOf<Part<Sends[K], "rejections">>>;
};

type Part<T, Name extends string> = T extends { readonly [K in Name]: infer Value } ? Value : never;

/** What a handler of a reactor can do. */
export interface ReactionTools<Sends> {
  /** Sends a command, by name; a rejection is an answer, everything unexpected is thrown. */
  readonly send: ReactorSenders<Sends>;
  /** Aborted when the node has to stop or may have lost the segment: end soon, and begin nothing more. */
  readonly signal: AbortSignal;
}

/**
 * By event, what happens outside of the database. What is done must be returned or awaited: of a promise left alone nobody knows
 * whether it failed.
 */
export type Reactions<Events, Sends> = {
  readonly [K in keyof Events]?: (
    data: Events[K],
    event: ProjectionContext,
    tools: ReactionTools<Sends>,
  ) => PromiseLike<unknown>;
};

/** A reactor with its name: it needs `on`. */
export interface UnreadReactor<D extends ReactorDef> {
  readonly node: ReactorNode;
  /** What events of one aggregate lead to. */
  on<A extends AggregatePhase, H extends Reactions<EventsOf<A>, D["sends"]>>(
    aggregate: A & CheckFinished<A>,
    handlers: H & CheckReading<H, EventsOf<A>, D["sequencedBy"]>,
  ): Reactor<D>;
}

/** A finished reactor: goes into an application. */
export interface Reactor<D extends ReactorDef> extends UnreadReactor<D> {
  /** Types only; never there at run time. */
  readonly "~types"?: D | undefined;
}
