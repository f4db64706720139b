import type { Metadata } from "./message.ts";

/** What a routing or sequencing policy can look at. */
export interface KeySource {
  readonly name: string;
  readonly payload: unknown;
  readonly metadata: Metadata;
  /** The routing key; absent while routing itself is decided. */
  readonly route?: string;
}

/** Where the key of a command's stream comes from; a command without one is refused. */
export type KeyRouteNode =
  | { readonly kind: "field"; readonly field: string }
  | { readonly kind: "metadata"; readonly key: string }
  | { readonly kind: "function"; readonly name: string; readonly of: (source: KeySource) => unknown };

/** The same, and what becomes of a command whose key is missing: a stream of its own, or the stream "unresolved". */
export type RouteNode =
  | KeyRouteNode
  | { readonly kind: "orElse"; readonly route: KeyRouteNode; readonly otherwise: "random" | "static" };

/** Which messages wait for each other: those of equal key; a message without a key waits for none. */
export type PolicyNode =
  | { readonly kind: "byRoute" }
  | { readonly kind: "byMetadata"; readonly key: string }
  | { readonly kind: "byPayload"; readonly property: string }
  | {
      readonly kind: "byFunction";
      readonly name: string;
      readonly of: (source: KeySource) => unknown;
      /** Counted up when the function gives other keys than before; for processors, whose positions depend on them. Default 1. */
      readonly version?: number;
    }
  | { readonly kind: "none" }
  /** One key for all. */
  | { readonly kind: "sequential" }
  | { readonly kind: "firstOf"; readonly policies: readonly PolicyNode[] }
  | {
      readonly kind: "fallback";
      readonly policy: PolicyNode;
      readonly otherwise: PolicyNode;
      readonly on: new (...args: never[]) => Error;
    };

/** A policy whose sequences hold across all nodes, not only within one. */
export interface ClusterPolicyNode {
  readonly kind: "inCluster";
  readonly policy: PolicyNode;
}

/** How the commands of an aggregate are sequenced. */
export type SequenceNode = PolicyNode | ClusterPolicyNode;
