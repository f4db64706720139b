import type { CommandPattern } from "../src/model/interceptor-node.ts";
import type { CommandMessage } from "../src/model/message.ts";
import type { AggregateNode, EventContext } from "../src/model/node.ts";
import type { RetryNode } from "../src/model/retry-node.ts";
import type { AggregateDef } from "./aggregate-def.ts";
import type { CommandFacts, Decision } from "./decider.ts";
import type { CheckPattern, InterceptedOutcomes, InterceptorTools, MatchedCommands } from "./interceptor-types.ts";
import type { AnyEvent, CommandMakers, EventMakers, RejectionMakers } from "./messages.ts";
import type { CheckSequence, CheckSequences, SequenceBy, Sequences } from "./sequence-types.ts";
import type { CheckSnapshot, SnapshotOptions } from "./snapshot-types.ts";
import type { CheckUpcasters, Upcasters } from "./upcast-types.ts";

// Overloads, since a default for the exceptions would take the place of their contextual type.
type NoExceptions = Readonly<Record<never, never>>;

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
   * What the command leads to on `state`: the interceptors' events and the decider's own answer, or the first rejection. The
   * payload is checked first, as the engine does.
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

/** What command `N` leads to. */
export type Decided<D extends AggregateDef, N extends keyof D["outcomes"]> = Decision<
  Pick<D["events"], OutcomeNames<D["outcomes"][N], "events"> & keyof D["events"]>,
  Pick<D["rejections"], OutcomeNames<D["outcomes"][N], "rejections"> & keyof D["rejections"]>
>;

type OutcomeNames<O, Part extends "events" | "rejections"> = O extends { readonly [P in Part]: infer Names }
  ? Names
  : never;

/** The phases that a decided aggregate may go through once each, in any order. */
export type OptionalPhase = "sequence" | "retry" | "snapshot" | "upcast" | "cache";

/** A finished aggregate, and the optional phases that are still open to it. */
export type DecidedAggregate<D extends AggregateDef, Open extends OptionalPhase> = Aggregate<D> &
  Pick<OptionalPhases<D, Open>, Open | "intercept">;

/** What may be said of a decided aggregate where its defaults do not do. Of these, a phase offers those that are open. */
export interface OptionalPhases<D extends AggregateDef, Open extends OptionalPhase> {
  /** Which commands wait for each other: those of equal key run one after another, in order of arrival. Default: `byRoute()`. */
  sequence<const By extends SequenceBy<D["commands"][keyof D["commands"]]>>(
    by: By & CheckSequence<D["commands"], By, NoExceptions>,
  ): DecidedAggregate<D, Exclude<Open, "sequence">>;
  /** The second argument names the commands that have a policy of their own. */
  sequence<const By extends SequenceBy<D["commands"][keyof D["commands"]]>, const X extends Sequences<D["commands"]>>(
    by: By & CheckSequence<D["commands"], By, X>,
    exceptions: X & CheckSequences<D["commands"], X>,
  ): DecidedAggregate<D, Exclude<Open, "sequence">>;
  /**
   * Runs before the deciders of the commands that `commands` means: a name, a text in which `*` stands for any letters, or a
   * regular expression. With a rejection nothing else happens; its events come before the decider's and are in the state that later
   * interceptors and the decider see. Synchronous, in declared order, and run again when another writer was faster.
   *
   * @example
   * ```ts
   * .intercept("*Money", (_, { amount }, { reject }) => (amount > 1e9 ? reject.TooMuch() : undefined))
   * ```
   */
  intercept<const Pattern extends CommandPattern, Answer extends Decision<D["events"], D["rejections"]>>(
    commands: Pattern & CheckPattern<D["commands"], Pattern>,
    intercept: (
      state: D["state"],
      payload: D["commands"][MatchedCommands<D["commands"], Pattern>],
      tools: InterceptorTools<D["events"], D["rejections"], MatchedCommands<D["commands"], Pattern>>,
    ) => Answer,
  ): DecidedAggregate<
    {
      readonly name: D["name"];
      readonly state: D["state"];
      readonly events: D["events"];
      readonly commands: D["commands"];
      readonly inputs: D["inputs"];
      readonly rejections: D["rejections"];
      readonly outcomes: InterceptedOutcomes<D["outcomes"], Pattern, Answer>;
    },
    Open
  >;
  /**
   * When a command that lost a race or met a deadlock is decided again; the second argument names the commands that have a policy of
   * their own. Default: `exponential({ maxAttempts: 32 })`. Rejections and all other errors are never retried.
   */
  retry(
    policy: RetryNode,
    exceptions?: { readonly [K in keyof D["commands"]]?: RetryNode },
  ): DecidedAggregate<D, Exclude<Open, "retry">>;
  /**
   * Keeps the state of long streams, so that loading one need not begin at its first event. Changes no outcome: a snapshot of another
   * version is not read, and one that cannot be written or read only warns.
   */
  snapshot<Kept, Given extends PropertyKey>(
    options: SnapshotOptions<D["state"], keyof D["events"], Kept> & { readonly [K in Given]: unknown } & CheckSnapshot<
        Given,
        D["state"],
        Kept
      >,
  ): DecidedAggregate<D, Exclude<Open, "snapshot">>;
  /**
   * What older events become when they are read, by event; the log itself is never changed. The n-th upcaster takes schema version n
   * to n + 1, and the last one leads to today's data, so a list only ever grows at its end. Annotate `data` with the old shape:
   * nothing checks it. Pure: `evolve` and projections see their answers at every reading.
   *
   * @example
   * ```ts
   * .upcast({ MoneyDeposited: [({ cents }: { cents: number }) => ({ amount: cents, currency: "EUR" })] })
   * ```
   */
  upcast<const Lists extends Upcasters<any, D["events"]>>(
    upcasters: Lists & CheckUpcasters<Lists, D["events"]>,
  ): DecidedAggregate<D, Exclude<Open, "upcast">>;
  /** Whether streams stay in memory between commands; default true. A cached state is checked against the log at every append. */
  cache(kept: boolean): DecidedAggregate<D, Exclude<Open, "cache">>;
}
