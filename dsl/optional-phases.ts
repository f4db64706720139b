import type { AggregateInterceptorNode } from "../src/model/interceptor-node.ts";
import type { AggregateNode } from "../src/model/node.ts";
import type { AggregateDef } from "./aggregate-def.ts";
import type { DecidedAggregate, OptionalPhase } from "./decided-aggregate.ts";
import { finishedAggregate } from "./finished-aggregate.ts";
import { nodesByName, sequenceNode, type WrittenSequence } from "./key-functions.ts";

type Part<Name extends keyof AggregateNode> = NonNullable<AggregateNode[Name]>;

/** By phase, what it adds to the node. Its arguments are as the types of the phase have them. */
const additions = {
  sequence: (by: WrittenSequence, exceptions?: object) => ({
    sequence: sequenceNode(by, "sequence"),
    sequences: nodesByName(exceptions, sequenceNode),
  }),
  retry: (retry: Part<"retry">, exceptions: Part<"retries"> = {}) => ({
    retry,
    retries: Object.freeze({ ...exceptions }),
  }),
  snapshot: (snapshot: Part<"snapshot">) => ({ snapshot: frozenSnapshot(snapshot) }),
  upcast: (upcasters: Part<"upcast">) => ({ upcast: frozenLists(upcasters) }),
  cache: (cached: boolean) => ({ cached }),
} satisfies Record<OptionalPhase, (...args: never[]) => Partial<AggregateNode>>;

// `keyof` a literal that has the phases and nothing else.
const phases = Object.keys(additions) as readonly OptionalPhase[];

/** The aggregate of a node, with the optional phases that are open to it. */
export function decidedAggregate<D extends AggregateDef>(
  node: AggregateNode,
  open: readonly OptionalPhase[] = phases,
): DecidedAggregate<D, OptionalPhase> {
  const next = (added: Partial<AggregateNode>, without?: OptionalPhase) =>
    decidedAggregate<D>(
      { ...node, ...added },
      open.filter((phase) => phase !== without),
    );
  const methods = open.map((phase) => {
    // Each is called through the phase's own types only.
    const add = additions[phase] as (...args: readonly unknown[]) => Partial<AggregateNode>;
    return [phase, (...args: readonly unknown[]) => next(add(...args), phase)] as const;
  });
  const intercept = (commands: AggregateInterceptorNode["commands"], run: AggregateInterceptorNode["intercept"]) =>
    next({ interceptors: withInterceptor(node, { commands, intercept: run }) });
  // Makers, functions and phases by name: only the types know which names there are.
  return Object.freeze({
    ...finishedAggregate(Object.freeze(node)),
    intercept,
    ...Object.fromEntries(methods),
  }) as unknown as DecidedAggregate<D, OptionalPhase>;
}

function withInterceptor(node: AggregateNode, added: AggregateInterceptorNode): Part<"interceptors"> {
  return Object.freeze([...(node.interceptors ?? []), Object.freeze(added)]);
}

function frozenSnapshot(snapshot: Part<"snapshot">): Part<"snapshot"> {
  const { onEvents } = snapshot;
  return Object.freeze({ ...snapshot, ...(onEvents === undefined ? {} : { onEvents: Object.freeze([...onEvents]) }) });
}

function frozenLists(upcasters: Part<"upcast">): Part<"upcast"> {
  const lists = Object.entries(upcasters).map(([name, list]) => [name, Object.freeze([...list])]);
  return Object.freeze(Object.fromEntries(lists));
}
