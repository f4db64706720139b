import type { ApplicationNode, ComponentNode } from "../src/model/application-node.ts";
import type {
  CorrelationNode,
  DispatchInterceptorNode,
  HandlerInterceptorNode,
} from "../src/model/interceptor-node.ts";
import type {
  Application,
  CheckComponents,
  NamedCommand,
  NamedEvent,
  NamedQueries,
  NamedWorkflow,
} from "./application-types.ts";

/** What an application says of all its commands. Lists are in the order in which they run. */
export interface ApplicationOptions {
  /** Run where commands are submitted, before anything else: `onDispatch(…)`. */
  readonly dispatch?: readonly DispatchInterceptorNode[];
  /** Wrap the handling of commands, the first outermost: `aroundHandling(…)`. */
  readonly handle?: readonly HandlerInterceptorNode[];
  /** What metadata goes on from a message to those it causes: `copyMetadata(…)`, `correlateBy(…)`. Default: all of it. */
  readonly correlate?: readonly CorrelationNode[];
}

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
  options: ApplicationOptions = {},
): Application<{
  readonly name: N;
  readonly commands: { readonly [Named in NamedCommand<C[number]> as Named["name"]]: Named["types"] };
  readonly queries: { readonly [Named in NamedQueries<C[number]> as Named["name"]]: Named["types"] };
  readonly events: { readonly [Named in NamedEvent<C[number]> as Named["name"]]: Named["data"] };
  readonly workflows: { readonly [Named in NamedWorkflow<C[number]> as Named["name"]]: Named["types"] };
}> {
  // The types let only finished components through; `compile` names what came in without them.
  const nodes = components.map(({ node }) => node as ComponentNode);
  const node: ApplicationNode = {
    kind: "application",
    name,
    components: Object.freeze(nodes),
    ...frozenLists(options),
  };
  return Object.freeze({ node: Object.freeze(node) });
}

function frozenLists({ dispatch, handle, correlate }: ApplicationOptions): ApplicationOptions {
  return {
    ...(dispatch === undefined ? {} : { dispatch: Object.freeze([...dispatch]) }),
    ...(handle === undefined ? {} : { handle: Object.freeze([...handle]) }),
    ...(correlate === undefined ? {} : { correlate: Object.freeze([...correlate]) }),
  };
}
