import { qualifiedType } from "../src/model/message.ts";
import type { FoldNode, FreeNode, HandlerGroup, KeyFunction, ReactorNode, RelayNode } from "../src/model/node.ts";
import { markedHandler } from "./once.ts";

/** What one `.on(…)` adds. */
export interface AddedHandlers {
  readonly aggregate: string;
  /** Functions by event, as they were written. */
  readonly handlers: object;
  readonly by?: KeyFunction;
  readonly byVersion?: number;
}

/** A processor's node with the handlers of one more aggregate. Which functions they are, the types of `on` have seen to. */
export function withHandlers<Node extends FoldNode | FreeNode | ReactorNode | RelayNode>(
  node: Node,
  { aggregate, handlers, ...key }: AddedHandlers,
): Node {
  const written = Object.entries<object>({ ...handlers });
  const plain = written.map(([event, handler]) => [event, markedHandler(handler) ?? handler]);
  const marked = written.filter(([, handler]) => markedHandler(handler) !== undefined);
  const once = [...(node.once ?? []), ...marked.map(([event]) => qualifiedType(aggregate, event))];
  const group = { aggregate, handlers: Object.freeze(Object.fromEntries(plain)), ...key };
  const on: readonly HandlerGroup<never>[] = Object.freeze([...node.on, Object.freeze(group)]);
  // The node as it was, but for two lists.
  return { ...node, on, ...(once.length === 0 ? {} : { once: Object.freeze(once) }) } as Node;
}
