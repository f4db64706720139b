import type { PolicyNode, RouteNode } from "../model/policy-node.ts";

/** A route in words, the same in `explain` and in the tables' JSON. */
export function describeRoute(route: RouteNode): string {
  switch (route.kind) {
    case "field":
      return `field ${route.field}`;
    case "metadata":
      return `metadata ${route.key}`;
    case "function":
      return `function ${route.name}`;
    case "orElse":
      return `${describeRoute(route.route)}, else ${route.otherwise}`;
  }
}

/** A sequencing policy in words. */
export function describePolicy(policy: PolicyNode): string {
  switch (policy.kind) {
    case "byRoute":
      return "route";
    case "byMetadata":
      return `metadata ${policy.key}`;
    case "byPayload":
      return `payload ${policy.property}`;
    case "byFunction":
      return `function ${policy.name}`;
    case "none":
      return "none";
    case "firstOf":
      return `first of (${policy.policies.map(describePolicy).join(", ")})`;
    case "fallback":
      return `${describePolicy(policy.policy)}, on ${policy.on.name} ${describePolicy(policy.otherwise)}`;
  }
}
