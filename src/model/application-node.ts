import type { CorrelationNode, DispatchInterceptorNode, HandlerInterceptorNode } from "./interceptor-node.ts";
import type { AggregateNode, ProjectionNode, ReactorNode, RelayNode } from "./node.ts";
import type { WorkflowNode } from "./workflow-node.ts";

/** What an application is made of. */
export type ComponentNode = AggregateNode | ProjectionNode | ReactorNode | RelayNode | WorkflowNode;

/** What `compile` is given. */
export interface ApplicationNode {
  readonly kind: "application";
  readonly name: string;
  readonly components: readonly ComponentNode[];
  /** In declared order, as are the following. */
  readonly dispatch?: readonly DispatchInterceptorNode[];
  readonly handle?: readonly HandlerInterceptorNode[];
  /** None: all of a message's metadata goes on. */
  readonly correlate?: readonly CorrelationNode[];
}
