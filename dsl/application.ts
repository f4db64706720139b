import type { ComponentNode } from "../src/model/node.ts";
import type { Application, CheckComponents, NamedCommand, NamedQueries } from "./application-types.ts";

/**
 * Puts components together under a name. Checks nothing but types: `compile` reports every mistake at once.
 *
 * @example
 * ```ts
 * const bank = application("bank", [account, balances]);
 * ```
 */
export function application<const N extends string, const C extends readonly { readonly node: object }[]>(
  name: N,
  components: C & CheckComponents<C>,
): Application<{
  readonly name: N;
  readonly commands: { readonly [Named in NamedCommand<C[number]> as Named["name"]]: Named["types"] };
  readonly queries: { readonly [Named in NamedQueries<C[number]> as Named["name"]]: Named["types"] };
}> {
  // The types let only finished components through; `compile` names what came in without them.
  const nodes = components.map(({ node }) => node as ComponentNode);
  return Object.freeze({ node: Object.freeze({ kind: "application", name, components: Object.freeze(nodes) }) });
}
