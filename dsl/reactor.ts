import type { ReactorNode } from "../src/model/node.ts";
import type { AggregatePhase, CheckFinished } from "./any-aggregate.ts";
import type { NamedCommand } from "./application-types.ts";
import type { EventPolicy, SequencedBy } from "./event-sequence.ts";
import type { Halt, Skip } from "./failure-policy.ts";
import type { Invalid } from "./invalid.ts";
import type { ByRoute } from "./policy.ts";
import { type ProcessingOptions, processingNode } from "./processing-options.ts";
import type { Reactor, ReactorDef, UnreadReactor } from "./reactor-types.ts";
import { withHandlers } from "./with-handlers.ts";

/** What a reactor of any delivery may say. */
interface CommonOptions<S extends readonly AggregatePhase[], By extends EventPolicy> {
  /** The aggregates whose commands it sends. */
  readonly sends?: S & { readonly [I in keyof S]: CheckFinished<S[I]> };
  /** Which events wait for each other. Default: those of one stream. */
  readonly sequence?: By;
}

/** A reactor whose events are handled by one node each, at least once, whatever crashes meanwhile. */
export interface CompetingOptions<S extends readonly AggregatePhase[], By extends EventPolicy>
  extends CommonOptions<S, By>,
    ProcessingOptions {
  readonly delivery?: "competing";
}

/** A reactor that keeps nothing: it handles what happens while the node is up, in memory. */
export interface PassingOptions<S extends readonly AggregatePhase[], By extends EventPolicy>
  extends CommonOptions<S, By> {
  /** `broadcast`: on every node, from now on. `local`: on the node that appended the event, after the commit. */
  readonly delivery: "broadcast" | "local";
  /** What becomes of an event whose handler failed: `skip()`, the default, or `halt()`. */
  readonly onFailure?:
    | Halt
    | Skip
    | Invalid<"a reactor that is broadcast or local keeps no dead letters; give `skip()` or `halt()`">;
  readonly from?: Invalid<"a reactor that is broadcast or local keeps no position, it begins now; remove `from`">;
  readonly segments?: Invalid<"a reactor that is broadcast or local has no segments; remove `segments`">;
}

/** How a reactor goes along the log, and what it may send. */
export type ReactorOptions<S extends readonly AggregatePhase[], By extends EventPolicy> =
  | CompetingOptions<S, By>
  | PassingOptions<S, By>;

/**
 * Declares a reactor: effects outside of the database, such as mails, calls and commands. An event is handled at least once, so an
 * effect may happen again after a crash; the commands that it sends are done once. `delivery` moves a handler from one node
 * (`"competing"`, the default) to every node (`"broadcast"`) or to the one that appended the event (`"local"`). Goes on with `on`, once
 * per aggregate.
 *
 * @example
 * ```ts
 * const welcome = reactor("welcome", { sends: [account] }).on(customer, {
 *   CustomerJoined: async ({ name }, { stream }, { send }) => {
 *     const opened = await send.OpenAccount({ accountId: stream.id, owner: name });
 *     if (!opened.ok) console.warn(opened.reason);
 *   },
 * });
 * ```
 */
export function reactor<
  const N extends string,
  const S extends readonly AggregatePhase[] = readonly [],
  const By extends EventPolicy = ByRoute,
>(
  name: N,
  options: ReactorOptions<S, By> = {},
): UnreadReactor<{
  readonly name: N;
  readonly sends: { readonly [Named in NamedCommand<S[number]> as Named["name"]]: Named["types"] };
  readonly sequencedBy: SequencedBy<By>;
}> {
  // The options of what keeps nothing are those of the other, less what it refuses; the aggregates were checked to be finished.
  const { sends = [], delivery = "competing", sequence, ...processing } = options as Written;
  const names = Object.freeze(sends.map(({ node }) => node.name));
  const on = Object.freeze([]);
  // The definition is types only: at run time all reactors are alike.
  return reading<ReactorDef>({
    kind: "reactor",
    name,
    delivery,
    sends: names,
    ...processingNode(processing, sequence),
    on,
  }) as never;
}

interface Written extends ProcessingOptions {
  readonly sends?: readonly AggregatePhase[];
  readonly delivery?: ReactorNode["delivery"];
  readonly sequence?: EventPolicy;
}

/** At run time a reactor without handlers differs in its node alone. */
function reading<D extends ReactorDef>(node: ReactorNode): Reactor<D> {
  return Object.freeze<Reactor<D>>({
    node: Object.freeze(node),
    on: (aggregate, handlers) => reading<D>(withHandlers(node, { aggregate: aggregate.node.name, handlers })),
  });
}
