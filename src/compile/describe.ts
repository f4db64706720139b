import type { PolicyNode, RouteNode } from "../model/policy-node.ts";
import { defaultRetry, type RetryBounds, type RetryNode } from "../model/retry-node.ts";
import type { SnapshotTable } from "../model/tables.ts";

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
      return `function ${policy.name}${describeVersion(policy.version)}`;
    case "none":
      return "none";
    case "sequential":
      return "one for all";
    case "firstOf":
      return `first of (${policy.policies.map(describePolicy).join(", ")})`;
    case "fallback":
      return `${describePolicy(policy.policy)}, on ${policy.on.name} ${describePolicy(policy.otherwise)}`;
  }
}

/** Of the first version nothing is said. */
export function describeVersion(version = 1): string {
  return version === 1 ? "" : ` v${version}`;
}

/** A retry policy in words. */
export function describeRetry(retry: RetryNode): string {
  switch (retry.kind) {
    case "none":
      return "none";
    case "interval":
      return `every ${retry.everyMs} ms${boundsOf(retry)}`;
    case "exponential":
      return `random up to ${retry.firstMs} ms, doubled up to ${retry.maxMs} ms${boundsOf(retry)}`;
    case "function":
      return `function ${retry.name}${boundsOf(retry)}`;
  }
}

function boundsOf({ maxAttempts, deadlineMs }: RetryBounds): string {
  const deadline = deadlineMs === undefined ? "" : ` within ${deadlineMs} ms`;
  return `; at most ${maxAttempts} attempts${deadline}`;
}

/** When snapshots are kept, in words. */
export function describeSnapshot({ version, everyEvents, loadingMs, onEvents, encode }: SnapshotTable): string {
  const triggers = [
    ...(everyEvents === undefined ? [] : [`every ${everyEvents} events`]),
    ...(loadingMs === undefined ? [] : [`after loads of ${loadingMs} ms`]),
    ...onEvents.map((type) => `on ${type}`),
  ];
  return `v${version}: ${triggers.join(", ")}${encode === undefined ? "" : "; encoded"}`;
}

/** Whether a command's retries are those that all commands have. */
export function isDefaultRetry(retry: RetryNode): boolean {
  return describeRetry(retry) === describeRetry(defaultRetry);
}
