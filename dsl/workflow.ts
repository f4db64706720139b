import type { WorkflowNode } from "../src/model/workflow-node.ts";
import type { NamedCommand } from "./application-types.ts";
import { processingNode } from "./processing-options.ts";
import type { OutputOf, Schema } from "./schema.ts";
import { noReactions } from "./workflow-additions.ts";
import { unstarted } from "./workflow-builder.ts";
import type { NamedChild, NameIn, PartOf, WorkflowDef } from "./workflow-def.ts";
import type { CheckWorkflow, WorkflowOptions } from "./workflow-options.ts";
import type { UnstartedWorkflow } from "./workflow-phases.ts";

/**
 * Declares a workflow: what happens over time between aggregates, one instance at a time. Its instances last: state, timers and sent
 * commands are kept in the transaction that led to them, so that a reaction is computed once and its commands are done once, whatever
 * crashes. Goes on with `start`, `startWith` or `cron`, then with what it reacts to: in one state (`in`) or in all of them.
 * Reactions are pure and synchronous; what is to be done they answer as actions.
 *
 * @example
 * ```ts
 * const reminder = workflow("reminder", {
 *   sends: [offer],
 *   states: { waiting: v.object({ days: v.number() }) },
 *   timers: { Due: v.object({}) },
 * })
 *   .start(offer, {
 *     OfferSent: (_, { become, schedule }) => [schedule.Due({ in: "5 days" }), become.waiting({ days: 5 })],
 *   })
 *   .in("waiting", (here) =>
 *     here
 *       .on(offer, { OfferAnswered: (_, __, { complete }) => complete() }, { by: (_, { stream }) => stream.id })
 *       .onTimer({ Due: (_, __, { id, send, complete }) => [send.CallCustomer({ offerId: id }), complete()] }),
 *   );
 * ```
 */
export function workflow<const N extends string, const O extends WorkflowOptions>(
  name: N,
  options: O & CheckWorkflow<O>,
): UnstartedWorkflow<{
  readonly name: N;
  readonly aggregates: NameIn<ItemOf<PartOf<O, "sends", never>>>;
  readonly sends: {
    readonly [Named in NamedCommand<ItemOf<PartOf<O, "sends", never>>> as Named["name"]]: Named["types"];
  };
  readonly spawns: {
    readonly [Child in NamedChild<ItemOf<PartOf<O, "spawns", never>>> as Child["name"] & string]: Child["types"];
  };
  readonly states: DataOf<PartOf<O, "states", NoNames>>;
  readonly timers: DataOf<PartOf<O, "timers", NoNames>>;
  readonly signals: DataOf<PartOf<O, "signals", NoNames>>;
  readonly joins: { readonly [J in ItemOf<PartOf<O, "joins", never>> & string]: unknown };
  readonly input: OneOf<PartOf<O, "input", null>>;
  readonly result: OneOf<PartOf<O, "result", null>>;
}> {
  // The definition is types only: at run time all workflows are alike.
  return unstarted<WorkflowDef>(workflowNode(name, options)) as never;
}

type ItemOf<List> = List extends readonly (infer Item)[] ? Item : never;
type NoNames = Readonly<Record<never, never>>;
type DataOf<Schemas> = { readonly [K in keyof Schemas]: OneOf<Schemas[K]> };
type OneOf<S> = S extends Schema ? OutputOf<S> : null;

function workflowNode(name: string, options: WorkflowOptions): WorkflowNode {
  const { sends = [], spawns = [], states, timers, signals, joins = [] } = options;
  return {
    kind: "workflow",
    name,
    version: options.version ?? 1,
    sends: Object.freeze(sends.map(({ node }) => node.name)),
    spawns: Object.freeze(spawns.map(({ node }) => node.name)),
    states: Object.freeze({ ...states }),
    timers: Object.freeze({ ...timers }),
    signals: Object.freeze({ ...signals }),
    joins: Object.freeze([...joins]),
    starts: Object.freeze([]),
    cron: Object.freeze({}),
    inState: Object.freeze({}),
    inAny: noReactions(),
    onExisting: options.onExisting ?? "ignore",
    onMissing: options.onMissing ?? "ignore",
    ...given(options),
  };
}

/** What is left out stays out. */
function given(options: WorkflowOptions): Partial<WorkflowNode> {
  const { input, result, retry, byVersion } = options;
  return {
    ...processingNode(options, undefined),
    ...(input === undefined ? {} : { input }),
    ...(result === undefined ? {} : { result }),
    ...(retry === undefined ? {} : { retry }),
    ...(byVersion === undefined ? {} : { byVersion }),
  };
}
