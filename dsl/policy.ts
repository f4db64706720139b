import type { KeySource, PolicyNode } from "../src/model/policy-node.ts";
import type { CheckUnscoped, InCluster } from "./in-cluster.ts";

/** What a key is made of; null, undefined and "" mean: no key. */
export type Key = string | number | null | undefined;

/** What `byRoute` makes. */
export interface ByRoute {
  readonly kind: "byRoute";
}

/** What `byMetadata` makes. */
export interface ByMetadata {
  readonly kind: "byMetadata";
  readonly key: string;
}

/** What `byPayload` makes; its property has to be in the payloads where it is used. */
export interface ByPayload<Property extends string> {
  readonly kind: "byPayload";
  readonly property: Property;
}

/** What `byFunction` makes. */
export interface ByFunction {
  readonly kind: "byFunction";
  readonly name: string;
  readonly of: (source: KeySource) => Key;
  readonly version?: number;
}

/** What may be said of a key function. */
export interface ByFunctionOptions {
  /**
   * Counted up when the function gives other keys than before; default 1. Processors compare it with what they began with, since
   * events that change their segment could be lost; commands take no notice.
   */
  readonly version?: number;
}

/** What `sequential` makes. */
export interface Sequential {
  readonly kind: "sequential";
}

/** What `unsequenced` makes. */
export interface Unsequenced {
  readonly kind: "none";
}

/** What stands inside another policy. A scope there is refused in words, so the bounds let it through. */
export type InnerPolicy = PolicyNode | InCluster<unknown>;

/** What `firstOf` makes. */
export interface FirstOf<Policies extends readonly InnerPolicy[]> {
  readonly kind: "firstOf";
  readonly policies: Policies;
}

/** What `fallback` makes. */
export interface Fallback<Policy extends InnerPolicy, Otherwise extends InnerPolicy> {
  readonly kind: "fallback";
  readonly policy: Policy;
  readonly otherwise: Otherwise;
  readonly on: ErrorClass;
}

/** A class of errors. */
export type ErrorClass = new (...args: never[]) => Error;

/** Messages of one routing key run one after another, in order: commands by arrival, events of a stream by version. The default. */
export function byRoute(): ByRoute {
  return Object.freeze({ kind: "byRoute" });
}

/** The key stands in the message's metadata under `key`. As a route, a command without it is refused. */
export function byMetadata(key: string): ByMetadata {
  return Object.freeze({ kind: "byMetadata", key });
}

/** The key is a property of the payload, or of the event's data. Where the policy is used, these must have it. */
export function byPayload<const Property extends string>(property: Property): ByPayload<Property> {
  return Object.freeze({ kind: "byPayload", property });
}

/**
 * The key is what `of` answers: equal for equal messages, on every node, for ever. `name` stands for the function
 * in the compiled tables.
 */
export function byFunction(
  name: string,
  of: (source: KeySource) => Key,
  { version }: ByFunctionOptions = {},
): ByFunction {
  return Object.freeze({ kind: "byFunction", name, of, ...(version === undefined ? {} : { version }) });
}

/** One key for all: messages run one after another, events in the order of the log. */
export function sequential(): Sequential {
  return Object.freeze({ kind: "sequential" });
}

/** No key: the message waits for none, and none waits for it. Of a processor, events are handled in no order that could be relied on. */
export function unsequenced(): Unsequenced {
  return Object.freeze({ kind: "none" });
}

/** The key of the first policy that gives one. */
export function firstOf<const Policies extends readonly [InnerPolicy, InnerPolicy, ...InnerPolicy[]]>(
  ...policies: Policies & { readonly [I in keyof Policies]: CheckUnscoped<Policies[I], "write inCluster(firstOf(…))"> }
): FirstOf<Policies> {
  return Object.freeze({ kind: "firstOf", policies: Object.freeze(policies) });
}

/** The key of `policy`, or that of `otherwise` where `policy` throws an error of class `on`; other errors rise. */
export function fallback<const Policy extends InnerPolicy, const Otherwise extends InnerPolicy>(
  policy: Policy & CheckUnscoped<Policy, "write inCluster(fallback(…))">,
  otherwise: Otherwise & CheckUnscoped<Otherwise, "write inCluster(fallback(…))">,
  on: ErrorClass,
): Fallback<Policy, Otherwise> {
  return Object.freeze({ kind: "fallback", policy, otherwise, on });
}
