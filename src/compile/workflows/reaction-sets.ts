import { qualifiedType } from "../../model/message.ts";
import type { CorrelateFunction, ReactionGroup, WorkflowNode, WorkflowReactions } from "../../model/workflow-node.ts";

/** What an instance reacts to in one place: a state, or all of them. */
export interface ReactionSet {
  /** Undefined: in all states. */
  readonly state: string | undefined;
  readonly reactions: WorkflowReactions;
}

export function reactionSets({ inAny, inState }: WorkflowNode): readonly ReactionSet[] {
  const states = Object.entries(inState).map(([state, reactions]) => ({ state, reactions }));
  return [...states, { state: undefined, reactions: inAny }];
}

/** All groups of events of a workflow, its starts first. */
export function eventGroups(node: WorkflowNode): readonly ReactionGroup<unknown>[] {
  return [...node.starts, ...reactionSets(node).flatMap(({ reactions }) => reactions.on)];
}

/** An event that a group names. */
export interface GroupedEvent<Handler> {
  readonly aggregate: string;
  readonly event: string;
  /** Qualified. */
  readonly type: string;
  readonly handle: Handler;
  readonly by: CorrelateFunction | undefined;
}

export function eventsOf<Handler>(groups: readonly ReactionGroup<Handler>[]): readonly GroupedEvent<Handler>[] {
  return groups.flatMap(({ aggregate, handlers, by }) =>
    Object.entries(handlers).map(([event, handle]) => ({
      aggregate,
      event,
      type: qualifiedType(aggregate, event),
      handle,
      by,
    })),
  );
}
