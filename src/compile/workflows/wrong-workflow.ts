import type { WorkflowNode } from "../../model/workflow-node.ts";
import { type Mistake, mistake } from "../mistake.ts";

/** A mistake in one version of a workflow. */
export function wrongWorkflow(node: WorkflowNode, { state, mend }: { state: string; mend: string }): Mistake {
  return mistake(node.name, { subject: workflowSubject(node), state, mend });
}

/** Of the first version no number is said. */
export function workflowSubject({ name, version }: WorkflowNode): string {
  return `workflow "${name}"${version === 1 ? "" : ` v${String(version)}`}`;
}

/** Names for the mend of a sentence. */
export function oneOf(names: readonly string[], otherwise: string): string {
  return names.length === 0 ? otherwise : `name one of ${names.join(", ")}`;
}

/** Items that are there more than once, each once. */
export function repeated<Item>(items: readonly Item[]): readonly Item[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}
