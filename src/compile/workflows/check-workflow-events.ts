import { groupedBy } from "../../base/grouped-by.ts";
import type { WorkflowNode } from "../../model/workflow-node.ts";
import type { EventsByAggregate } from "../check-processor.ts";
import type { Mistake } from "../mistake.ts";
import { eventGroups, eventsOf, reactionSets } from "./reaction-sets.ts";
import { oneOf, repeated, wrongWorkflow } from "./wrong-workflow.ts";

/** The events that begin a workflow and go on with it. */
export function checkWorkflowEvents(node: WorkflowNode, known: EventsByAggregate): readonly Mistake[] {
  return [...checkKnown(node, known), ...checkTwice(node), ...checkStartsOnly(node), ...checkCorrelation(node)];
}

function checkKnown(node: WorkflowNode, known: EventsByAggregate): readonly Mistake[] {
  const named = [...new Map(eventsOf(eventGroups(node)).map((one) => [one.type, one])).values()];
  return named.flatMap(({ aggregate, event }) => {
    const events = known.get(aggregate);
    if (events === undefined)
      return [
        wrongWorkflow(node, {
          state: `it names "${event}" of aggregate "${aggregate}", which is not in this application`,
          mend: "add the aggregate to the application, or remove the reaction",
        }),
      ];
    if (events.includes(event)) return [];
    return [
      wrongWorkflow(node, {
        state: `it names "${event}", which aggregate "${aggregate}" does not declare`,
        mend: oneOf(events, "remove the reaction"),
      }),
    ];
  });
}

function checkTwice(node: WorkflowNode): readonly Mistake[] {
  const places = [
    { where: "at its start", groups: node.starts },
    ...reactionSets(node).map(({ state, reactions }) => ({
      where: state === undefined ? "in all states" : `in state "${state}"`,
      groups: reactions.on,
    })),
  ];
  return places.flatMap(({ where, groups }) =>
    repeated(eventsOf<unknown>(groups).map(({ type }) => type)).map((type) =>
      wrongWorkflow(node, { state: `it names "${type}" twice ${where}`, mend: "keep one of them" }),
    ),
  );
}

/** Which of both it would do, would depend on what came before. */
function checkStartsOnly(node: WorkflowNode): readonly Mistake[] {
  const starts = new Set(eventsOf(node.starts).map(({ type }) => type));
  const reactions = eventsOf(reactionSets(node).flatMap(({ reactions: { on } }) => on)).map(({ type }) => type);
  return [...new Set(reactions)]
    .filter((type) => starts.has(type))
    .map((type) =>
      wrongWorkflow(node, {
        state: `"${type}" both begins an instance and goes on with one`,
        mend: "remove it from start, or from the reactions",
      }),
    );
}

/** The instance is looked for before its state is known, so that all states have to look in the same way. */
function checkCorrelation(node: WorkflowNode): readonly Mistake[] {
  const byType = groupedBy(eventsOf(eventGroups(node)), ({ type }) => type);
  return [...byType]
    .filter(([, events]) => new Set(events.map(({ by }) => by)).size > 1)
    .map(([type]) =>
      wrongWorkflow(node, {
        state: `it looks for the instance of "${type}" in several ways`,
        mend: "give the same function as `by` wherever it names the event",
      }),
    );
}
