import { qualifiedType } from "../model/message.ts";
import type { AggregateNode, HandlerGroup, ProcessingNode } from "../model/node.ts";
import type { EventSequence, ProcessorTable } from "../model/tables.ts";
import { describeSequence } from "./describe-sequence.ts";
import type { ProcessingDefaults } from "./processing-defaults.ts";
import { sortedRecord } from "./sorted-record.ts";

/** Any projection or reactor, as far as all of them are alike. */
export interface ProcessorNode extends ProcessingNode {
  readonly name: string;
  readonly on: readonly HandlerGroup<unknown>[];
}

/** What a processor does where its declaration says nothing, and what its sequence is. */
export interface ProcessorDefaults extends ProcessingDefaults {
  readonly sequence: EventSequence;
}

/** The part that every processor's table has. */
export function compileProcessor(
  node: ProcessorNode,
  { aggregates, defaults }: { aggregates: readonly AggregateNode[]; defaults: ProcessorDefaults },
): ProcessorTable {
  const sequence = node.sequence ?? defaults.sequence;
  return {
    name: node.name,
    ...typesOf(node, aggregates),
    sequence,
    fingerprint: describeSequence(sequence, node.on),
    onFailure: node.onFailure ?? defaults.onFailure,
    from: node.from ?? defaults.from,
    segments: node.segments ?? defaults.segments,
  };
}

/** An upcaster may answer any event of its aggregate, so whatever it takes has to be read. */
function typesOf(
  node: ProcessorNode,
  aggregates: readonly AggregateNode[],
): Pick<ProcessorTable, "eventTypes" | "storedTypes"> {
  const eventTypes = node.on.flatMap(({ aggregate, handlers }) =>
    Object.keys(handlers).map((event) => qualifiedType(aggregate, event)),
  );
  const read = new Set(node.on.map(({ aggregate }) => aggregate));
  const upcast = aggregates
    .filter(({ name }) => read.has(name))
    .flatMap(({ name, upcast = {} }) => Object.keys(upcast).map((event) => qualifiedType(name, event)));
  return {
    eventTypes: Object.freeze([...eventTypes].sort()),
    storedTypes: Object.freeze([...new Set([...eventTypes, ...upcast])].sort()),
  };
}

/** The handlers of all groups by qualified type; `extra` is what a group gives each of them along. */
export function handlersByType<Handle, Extra extends object>(
  { on, once = [] }: { readonly on: readonly HandlerGroup<Handle>[]; readonly once?: readonly string[] },
  extra: (group: HandlerGroup<Handle>) => Extra,
): Readonly<Record<string, { readonly handle: Handle } & Extra & { readonly once?: true }>> {
  const silent = new Set(once);
  return sortedRecord(
    on.flatMap((group) =>
      Object.entries(group.handlers).map(([event, handle]) => {
        const type = qualifiedType(group.aggregate, event);
        const mark: { readonly once?: true } = silent.has(type) ? { once: true } : {};
        const table = { handle, ...extra(group), ...mark };
        Object.freeze(table);
        return [type, table] as const;
      }),
    ),
  );
}
