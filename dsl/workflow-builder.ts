import type { ReactionFunction, StartFunction, WorkflowNode, WorkflowReactions } from "../src/model/workflow-node.ts";
import type { AggregatePhase } from "./any-aggregate.ts";
import {
  type Addition,
  type Correlation,
  joined,
  joinedNested,
  noReactions,
  reactionGroup,
  withCron,
  withStart,
  withStartWith,
} from "./workflow-additions.ts";
import type { WorkflowDef } from "./workflow-def.ts";
import type { StartedWorkflow, UnstartedWorkflow, Workflow } from "./workflow-phases.ts";

/** A workflow that cannot begin yet. Which names and data there are, only the types of its phases know. */
export function unstarted<D extends WorkflowDef>(node: WorkflowNode): UnstartedWorkflow<D> {
  return Object.freeze({ node: Object.freeze(node), ...starts(node) }) as unknown as UnstartedWorkflow<D>; // see above
}

function started(node: WorkflowNode): StartedWorkflow<WorkflowDef> {
  return Object.freeze({ ...finished(node), ...starts(node) }) as unknown as StartedWorkflow<WorkflowDef>; // see `unstarted`
}

function finished(node: WorkflowNode): Workflow<WorkflowDef> {
  const { name, inAny } = node;
  return Object.freeze({
    node: Object.freeze(node),
    ...reacting(inAny, { name, next: (reactions) => finished({ ...node, inAny: reactions }) }),
    in: (state: string, react: (here: Here) => Here) => finished(withState(node, { state, react })),
    migrate: (...given: readonly unknown[]) =>
      finished({ ...node, migrate: given[given.length - 1] as NonNullable<WorkflowNode["migrate"]> }), // the last is the function
  }) as unknown as Workflow<WorkflowDef>; // see `unstarted`
}

function starts(node: WorkflowNode) {
  return {
    start: (aggregate: AggregatePhase, handlers: object, correlation?: Correlation) =>
      started(withStart(node, reactionGroup<StartFunction>(aggregate, handlers, correlation))),
    startWith: (start: StartFunction) => started(withStartWith(node, start)),
    cron: (entries: Parameters<typeof withCron>[1]) => started(withCron(node, entries)),
  };
}

/** One state, while `in` asks for its reactions. */
interface Here {
  readonly reactions: WorkflowReactions;
}

function here(reactions: WorkflowReactions, name: string): Here {
  return Object.freeze({ reactions, ...reacting(reactions, { name, next: (more) => here(more, name) }) });
}

function withState(
  node: WorkflowNode,
  { state, react }: { readonly state: string; readonly react: (here: Here) => Here },
): WorkflowNode {
  const known = Object.hasOwn(node.inState, state) ? node.inState[state] : undefined;
  const { reactions } = react(here(known ?? noReactions(), node.name));
  return { ...node, inState: Object.freeze({ ...node.inState, [state]: reactions }) };
}

interface Reacting<Next> {
  /** Of the workflow. */
  readonly name: string;
  readonly next: (reactions: WorkflowReactions) => Next;
}

/** The phases of one place. */
function reacting<Next>(known: WorkflowReactions, { name, next }: Reacting<Next>) {
  const add = (more: Partial<WorkflowReactions>): Next => next(Object.freeze({ ...known, ...more }));
  const to = (what: string, added: object): Addition & { readonly added: object } => ({ workflow: name, what, added });
  return {
    on: (aggregate: AggregatePhase, handlers: object, correlation?: Correlation) =>
      add({ on: Object.freeze([...known.on, reactionGroup<ReactionFunction>(aggregate, handlers, correlation)]) }),
    onRejected: (added: object) => add({ onRejected: joinedNested(known.onRejected, to("rejection", added)) }),
    onTimer: (added: object) => add({ onTimer: joined(known.onTimer, to("timer", added)) }),
    onSignal: (added: object) => add({ onSignal: joined(known.onSignal, to("signal", added)) }),
    onTimeout: (added: object) => add({ onTimeout: joined(known.onTimeout, to("timeout of", added)) }),
    onChild: (added: object) => add({ onChild: joinedNested(known.onChild, to("end", added)) }),
    onJoined: (added: object) => add({ onJoined: joined(known.onJoined, to("join", added)) }),
  };
}
