import { MyelinError } from "../src/base/error.ts";
import type {
  CorrelateFunction,
  CronNode,
  ReactionGroup,
  StartFunction,
  WorkflowNode,
  WorkflowReactions,
} from "../src/model/workflow-node.ts";
import type { AggregatePhase } from "./any-aggregate.ts";

/** The third argument of `on` and `start`. */
export interface Correlation {
  readonly by?: CorrelateFunction;
}

/** No reaction yet. */
export function noReactions(): WorkflowReactions {
  const none = Object.freeze({});
  const on = Object.freeze([]);
  return Object.freeze({
    on,
    onRejected: none,
    onTimer: none,
    onSignal: none,
    onTimeout: none,
    onChild: none,
    onJoined: none,
  });
}

/** One group of `on` or `start`, as it was written. Which functions they are, the types have seen to. */
export function reactionGroup<Handler>(
  { node }: AggregatePhase,
  handlers: object,
  { by }: Correlation = {},
): ReactionGroup<Handler> {
  return Object.freeze({
    aggregate: node.name,
    // As the constraint of the phase says.
    handlers: Object.freeze({ ...handlers }) as Readonly<Record<string, Handler>>,
    ...(by === undefined ? {} : { by }),
  });
}

/** Where names are added, for the sentence of one that is there already. */
export interface Addition {
  readonly workflow: string;
  readonly what: string;
}

/**
 * Both records in one.
 *
 * @throws MyelinError `invalid_application` for a name that is in both: one of its reactions would be lost
 */
export function joined<Value>(
  known: Readonly<Record<string, Value>>,
  { added, workflow, what }: Addition & { readonly added: object },
): Readonly<Record<string, Value>> {
  // As the constraint of the phase says.
  const more = added as Readonly<Record<string, Value>>;
  for (const name of Object.keys(more))
    if (Object.hasOwn(known, name)) throw twice({ workflow, what: `${what} "${name}"` });
  return Object.freeze({ ...known, ...more });
}

/**
 * The same one level down: by command, its rejections.
 *
 * @throws MyelinError `invalid_application` for a name that is in both
 */
export function joinedNested<Value extends object>(
  known: Readonly<Record<string, Value>>,
  { added, workflow, what }: Addition & { readonly added: object },
): Readonly<Record<string, Value>> {
  const entries = Object.entries<object>({ ...added }).map(([name, inner]) => {
    const before = Object.hasOwn(known, name) ? { ...known[name] } : {};
    return [name, joined(before, { added: inner, workflow, what: `${what} of "${name}":` })];
  });
  return Object.freeze({ ...known, ...Object.fromEntries(entries) });
}

export function withStart(node: WorkflowNode, group: ReactionGroup<StartFunction>): WorkflowNode {
  return { ...node, starts: Object.freeze([...node.starts, group]) };
}

/** @throws MyelinError `invalid_application` where it is said twice */
export function withStartWith(node: WorkflowNode, startWith: StartFunction): WorkflowNode {
  if (node.startWith !== undefined) throw twice({ workflow: node.name, what: "a start by name" });
  return { ...node, startWith };
}

/** @throws MyelinError `invalid_application` for a name that is there already */
export function withCron(
  node: WorkflowNode,
  entries: Readonly<Record<string, { readonly at: string; readonly do: StartFunction }>>,
): WorkflowNode {
  const added = Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, Object.freeze({ schedule: entry.at, handle: entry.do })]),
  );
  return { ...node, cron: joined<CronNode>(node.cron, { added, workflow: node.name, what: "cron start" }) };
}

function twice({ workflow, what }: Addition): MyelinError {
  const message = `Cannot declare workflow "${workflow}": it has ${what} twice; keep one of them`;
  return new MyelinError("invalid_application", message);
}
