import type { ComponentNode } from "../../model/application-node.ts";
import { workflowsOf } from "../components.ts";
import type { Mistake } from "../mistake.ts";

export function checkWorkflows(components: readonly ComponentNode[]): readonly Mistake[] {
  return workflowsOf(components).flatMap(() => []);
}
