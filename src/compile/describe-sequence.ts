import { qualifiedType } from "../model/message.ts";
import type { HandlerGroup } from "../model/node.ts";
import type { EventSequence } from "../model/tables.ts";
import { describePolicy, describeVersion } from "./describe.ts";

/**
 * The sequence of a processor in words: also its fingerprint, so equal words have to mean equal keys. What says nothing of keys,
 * such as the events that are handled, is left out where it can be.
 */
export function describeSequence(sequence: EventSequence, groups: readonly HandlerGroup<unknown>[]): string {
  if (sequence.kind === "instance") return "instance";
  if (sequence.kind !== "rowKey") return describePolicy(sequence);
  const functions = groups.flatMap((group) => keyFunctions(group, groups));
  return functions.length === 0 ? "row key" : `row key (${functions.sort().join(", ")})`;
}

function keyFunctions(
  { aggregate, handlers, by, byVersion }: HandlerGroup<unknown>,
  groups: readonly HandlerGroup<unknown>[],
): readonly string[] {
  if (by === undefined) return [];
  // An aggregate of several groups can have several functions: then each event says which one is its own.
  const isShared = groups.filter((other) => other.aggregate === aggregate).length > 1;
  const owners = isShared ? Object.keys(handlers).map((event) => qualifiedType(aggregate, event)) : [aggregate];
  return owners.map((owner) => `${owner} by function${describeVersion(byVersion)}`);
}
