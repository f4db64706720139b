import type { ComponentNode } from "../model/application-node.ts";
import type { AggregateNode, ProjectionNode, ReactorNode, RelayNode } from "../model/node.ts";
import type { WorkflowNode } from "../model/workflow-node.ts";

/** Whatever handles events. */
export type Processor = ProjectionNode | ReactorNode | RelayNode;

export function aggregatesOf(components: readonly ComponentNode[]): readonly AggregateNode[] {
  return components.filter((component) => component.kind === "aggregate");
}

export function projectionsOf(components: readonly ComponentNode[]): readonly ProjectionNode[] {
  return components.filter((component) => component.kind === "projection");
}

export function reactorsOf(components: readonly ComponentNode[]): readonly ReactorNode[] {
  return components.filter((component) => component.kind === "reactor");
}

export function relaysOf(components: readonly ComponentNode[]): readonly RelayNode[] {
  return components.filter((component) => component.kind === "relay");
}

export function workflowsOf(components: readonly ComponentNode[]): readonly WorkflowNode[] {
  return components.filter((component) => component.kind === "workflow");
}
