import type { KeyRouteNode, KeySource, PolicyNode, RouteNode, SequenceNode } from "../src/model/policy-node.ts";
import type { InCluster } from "./in-cluster.ts";
import type { OrElse } from "./or-else.ts";
import type { ByFunction, ByMetadata, Key } from "./policy.ts";

type PayloadFunction = (payload: never, facts: KeySource) => Key;

type WrittenKey = string | ByMetadata | ByFunction | PayloadFunction;
type WrittenPolicy = PolicyNode | PayloadFunction;

/** Whatever may be written as a route. */
export type WrittenRoute = WrittenKey | OrElse<WrittenKey>;

/** Whatever may be written as a sequence. */
export type WrittenSequence = WrittenPolicy | InCluster<WrittenPolicy>;

/** A route as it was written; `name` stands in the tables for a function that has no name of its own. */
export function routeNode(by: WrittenRoute, name: string): RouteNode {
  if (typeof by !== "object" || by.kind !== "orElse") return keyNode(by, name);
  return Object.freeze({ kind: "orElse", route: keyNode(by.route, name), otherwise: by.otherwise });
}

function keyNode(by: WrittenKey, name: string): KeyRouteNode {
  if (typeof by === "string") return Object.freeze({ kind: "field", field: by });
  if (typeof by === "function") return Object.freeze({ kind: "function", name, of: ofSource(by) });
  if (by.kind === "byMetadata") return Object.freeze({ kind: "metadata", key: by.key });
  return Object.freeze({ kind: "function", name: by.name, of: by.of });
}

/** A sequence as it was written. */
export function sequenceNode(by: WrittenSequence, name: string): SequenceNode {
  if (typeof by === "function" || by.kind !== "inCluster") return policyNode(by, name);
  return Object.freeze({ kind: "inCluster", policy: policyNode(by.policy, name) });
}

function policyNode(by: WrittenPolicy, name: string): PolicyNode {
  if (typeof by !== "function") return by;
  return Object.freeze({ kind: "byFunction", name, of: ofSource(by) });
}

function ofSource(of: PayloadFunction): (source: KeySource) => Key {
  // The engine routes a command only after its schema has checked the payload.
  return (source) => of(source.payload as never, source);
}

/** The nodes of a record of exceptions, by command. Its values are `By`: the types of the phase have seen to it. */
export function nodesByName<By, Node>(
  exceptions: object | undefined,
  toNode: (by: By, name: string) => Node,
): Readonly<Record<string, Node>> {
  const entries = Object.entries<By>({ ...exceptions });
  return Object.freeze(Object.fromEntries(entries.map(([name, by]) => [name, toNode(by, name)])));
}
