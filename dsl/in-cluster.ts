import type { Invalid } from "./invalid.ts";

/** What `inCluster` makes. */
export interface InCluster<Policy> {
  readonly kind: "inCluster";
  readonly policy: Policy;
}

/** Refuses a scope inside a policy: it holds for the sequence as a whole. */
export type CheckUnscoped<Policy, Mend extends string> =
  Policy extends InCluster<unknown> ? Invalid<`\`inCluster\` cannot stand inside another policy; ${Mend}`> : unknown;

/**
 * Sequences by `policy`, a policy or a function of the payload, that hold across all nodes and edge isolates, not only within one
 * node. Costs a lock in the database from load to append; a stream needs none for its own consistency, so ask for it only where
 * commands of different streams must not overlap.
 *
 * @example
 * ```ts
 * .sequence(byRoute(), { Import: inCluster(byMetadata("tenantId")) })
 * ```
 */
export function inCluster<const Policy>(
  policy: Policy & CheckUnscoped<Policy, "write `inCluster` once">,
): InCluster<Policy> {
  return Object.freeze({ kind: "inCluster", policy });
}
