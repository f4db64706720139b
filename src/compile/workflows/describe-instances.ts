import { groupedBy } from "../../base/grouped-by.ts";
import type { WorkflowNode } from "../../model/workflow-node.ts";
import { describeVersion } from "../describe.ts";
import { eventGroups, eventsOf, type GroupedEvent } from "./reaction-sets.ts";

/**
 * How events find their instances, in words: also the workflow's fingerprint, so equal words have to mean equal instances. An event
 * that is handled anew alters them only where it must.
 */
export function describeInstances(versions: readonly WorkflowNode[]): string {
  const version = describeVersion(Math.max(...versions.map(({ byVersion = 1 }) => byVersion)));
  const byAggregate = groupedBy(eventsOf(versions.flatMap(eventGroups)), ({ aggregate }) => aggregate);
  const functions = [...byAggregate].flatMap(([aggregate, events]) => owners(aggregate, events));
  if (functions.length === 0) return "instance";
  return `instance (${functions
    .sort()
    .map((owner) => `${owner} by function${version}`)
    .join(", ")})`;
}

/** Where some events of an aggregate have a function and others have none, each that has one is named. */
function owners(aggregate: string, events: readonly GroupedEvent<unknown>[]): readonly string[] {
  const own = events.filter(({ by }) => by !== undefined).map(({ type }) => type);
  if (own.length === 0) return [];
  return own.length === events.length ? [aggregate] : [...new Set(own)];
}
