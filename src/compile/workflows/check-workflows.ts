import type { ComponentNode } from "../../model/application-node.ts";
import type { WorkflowNode } from "../../model/workflow-node.ts";
import { eventsByAggregate } from "../check-processor.ts";
import { aggregatesOf, workflowsOf } from "../components.ts";
import { groupedBy } from "../grouped-by.ts";
import type { Mistake } from "../mistake.ts";
import { checkChildren } from "./check-workflow-children.ts";
import { checkWorkflowEvents } from "./check-workflow-events.ts";
import { checkOutcomes, checkWorkflowNames } from "./check-workflow-names.ts";
import { checkWorkflowOptions } from "./check-workflow-options.ts";
import { checkWorkflowVersions } from "./check-workflow-versions.ts";
import { wrongWorkflow } from "./wrong-workflow.ts";

/** All mistakes of an application's workflows. */
export function checkWorkflows(components: readonly ComponentNode[]): readonly Mistake[] {
  const aggregates = aggregatesOf(components);
  // Listed twice is a mistake of its own.
  const workflows = [...new Set(workflowsOf(components))];
  const known = eventsByAggregate(components);
  const names = new Set(aggregates.map(({ name }) => name));
  return [
    ...workflows.flatMap((node) => [
      ...checkWorkflowOptions(node),
      ...checkSends(node, names),
      ...checkWorkflowEvents(node, known),
      ...checkWorkflowNames(node),
      ...checkOutcomes(node, aggregates),
    ]),
    ...[...groupedBy(workflows, ({ name }) => name).values()].flatMap(checkWorkflowVersions),
    ...checkChildren(workflows),
  ];
}

function checkSends(node: WorkflowNode, aggregates: ReadonlySet<string>): readonly Mistake[] {
  return node.sends
    .filter((aggregate) => !aggregates.has(aggregate))
    .map((aggregate) =>
      wrongWorkflow(node, {
        state: `it sends commands of aggregate "${aggregate}", which is not in this application`,
        mend: "add the aggregate to the application, or remove it from sends",
      }),
    );
}
