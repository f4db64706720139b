import type { AggregateNode, ComponentNode, ProjectionNode, ReactorNode, RelayNode } from "../model/node.ts";

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
