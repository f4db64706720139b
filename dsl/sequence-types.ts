import type { PolicyNode } from "../src/model/policy-node.ts";
import type { InCluster } from "./in-cluster.ts";
import type { Invalid, Unmistaken } from "./invalid.ts";
import type { ByPayload, Fallback, FirstOf, InnerPolicy } from "./policy.ts";
import type { KeyOfPayload } from "./route-types.ts";

/** Which messages wait for each other: a policy, or a function that takes the key out of the payload; either in a scope. */
export type SequenceBy<Payload> = InScope<Payload> | InCluster<InScope<Payload> | InCluster<unknown>>;

/** With combinators of anything, since these have refused in words what cannot stand in them. */
type InScope<Payload> =
  | PolicyNode
  | KeyOfPayload<Payload>
  | FirstOf<readonly InnerPolicy[]>
  | Fallback<InnerPolicy, InnerPolicy>;

/** Policies of single commands. */
export type Sequences<Commands> = { readonly [K in keyof Commands]?: SequenceBy<Commands[K]> };

/** The payload properties that a policy reads; of a policy that is not known any closer, none. */
export type Properties<Policy> = PolicyNode extends Policy
  ? never
  : Policy extends ByPayload<infer Property>
    ? Property
    : Policy extends FirstOf<infer Policies>
      ? Properties<Policies[number]>
      : Policy extends Fallback<infer First, infer Second>
        ? Properties<First> | Properties<Second>
        : Policy extends InCluster<infer Scoped>
          ? Properties<Scoped>
          : never;

/** What the default policy reads has to be there in each command that has no policy of its own. */
export type CheckSequence<Commands, Policy, Excepted> = [Properties<Policy>] extends [never]
  ? unknown
  : Unmistaken<{
      [K in keyof Commands]: K extends keyof Excepted ? never : Mistake<K, Commands[K], Properties<Policy>>;
    }>;

/** The same for the exceptions, and no stranger. */
export type CheckSequences<Commands, Exceptions> = {
  readonly [K in keyof Exceptions]: K extends keyof Commands
    ? Unmistaken<{ [C in K]: Mistake<C, Commands[C], Properties<Exceptions[K]>> }>
    : Invalid<`command \`${K & string}\` is not declared`>;
};

type Mistake<Command, Payload, Property> = Property extends keyof Payload
  ? never
  : `command \`${Command & string}\` has no field \`${Property & string}\`; use a policy that reads what it has`;
