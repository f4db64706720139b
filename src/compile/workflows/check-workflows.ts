import { groupedBy } from "../../base/grouped-by.ts";
import type { ComponentNode } from "../../model/application-node.ts";
import { eventsByAggregate } from "../check-processor.ts";
import { aggregatesOf, workflowsOf } from "../components.ts";
import type { Mistake } from "../mistake.ts";
import { strangeSends } from "../strange-sends.ts";
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
      ...strangeSends(node.sends, names).map((one) => wrongWorkflow(node, one)),
      ...checkWorkflowEvents(node, known),
      ...checkWorkflowNames(node),
      ...checkOutcomes(node, aggregates),
    ]),
    ...[...groupedBy(workflows, ({ name }) => name).values()].flatMap(checkWorkflowVersions),
    ...checkChildren(workflows),
  ];
}
