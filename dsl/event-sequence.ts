import type { PolicyNode } from "../src/model/policy-node.ts";
import type { Invalid } from "./invalid.ts";
import type { Fallback, FirstOf, InnerPolicy } from "./policy.ts";
import type { Properties } from "./sequence-types.ts";

/**
 * Which events wait for each other. To a policy an event's `name` is its qualified type, its `payload` the data, its `route` the
 * stream. With combinators of anything, since these have refused in words what cannot stand in them.
 */
export type EventPolicy = PolicyNode | FirstOf<readonly InnerPolicy[]> | Fallback<InnerPolicy, InnerPolicy>;

/** The properties of the data that a policy reads. */
export type SequencedBy<Policy> = Properties<Policy>;

/** Only declared events are handled, and what the policy reads has to be in the data of each of them. */
export type CheckReading<H, Events, Property> = {
  readonly [K in keyof H]: K extends keyof Events
    ? [Exclude<Property, keyof Events[K]>] extends [never]
      ? unknown
      : Invalid<`event \`${K & string}\` has no field \`${Exclude<Property, keyof Events[K]> & string}\`, by which it would be sequenced`>
    : Invalid<`event \`${K & string}\` is not declared`>;
};
