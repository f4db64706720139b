import { qualifiedType } from "../model/message.ts";
import type { AggregateNode, FoldNode, FreeNode, HandlerGroup, KeyFunction, ProjectionNode } from "../model/node.ts";
import type { FoldHandler, FoldTable, FreeTable, ProjectionTable } from "../model/tables.ts";
import { sortedRecord } from "./sorted-record.ts";

export function compileProjection(node: ProjectionNode, aggregates: readonly AggregateNode[]): ProjectionTable {
  return node.form === "fold" ? compileFold(node, aggregates) : compileFree(node, aggregates);
}

function compileFold(node: FoldNode, aggregates: readonly AggregateNode[]): FoldTable {
  const handlers = handlersByType(
    node.on,
    (handle, by): FoldHandler => Object.freeze(by === undefined ? { handle } : { handle, by }),
  );
  return Object.freeze({
    name: node.name,
    form: "fold",
    target: node.target,
    ...(node.initial === undefined ? {} : { initial: node.initial }),
    handlers,
    ...typesOf(handlers, { node, aggregates }),
    queries: sortedRecord(Object.entries(node.queries)),
  });
}

function compileFree(node: FreeNode, aggregates: readonly AggregateNode[]): FreeTable {
  const handlers = handlersByType(node.on, (handle) => handle);
  return Object.freeze({
    name: node.name,
    form: "free",
    tables: node.tables,
    handlers,
    ...typesOf(handlers, { node, aggregates }),
    queries: sortedRecord(Object.entries(node.queries)),
  });
}

interface Reading {
  readonly node: ProjectionNode;
  readonly aggregates: readonly AggregateNode[];
}

/** An upcaster may answer any event of its aggregate, so whatever it takes has to be read. */
function typesOf(
  handlers: Readonly<Record<string, unknown>>,
  { node, aggregates }: Reading,
): Pick<ProjectionTable, "eventTypes" | "storedTypes"> {
  const eventTypes = Object.freeze(Object.keys(handlers));
  const read = new Set(node.on.map(({ aggregate }) => aggregate));
  const upcast = aggregates
    .filter(({ name }) => read.has(name))
    .flatMap(({ name, upcast = {} }) => Object.keys(upcast).map((event) => qualifiedType(name, event)));
  return { eventTypes, storedTypes: Object.freeze([...new Set([...eventTypes, ...upcast])].sort()) };
}

function handlersByType<In, Out>(
  groups: readonly HandlerGroup<In>[],
  make: (handle: In, by: KeyFunction | undefined) => Out,
): Readonly<Record<string, Out>> {
  return sortedRecord(
    groups.flatMap(({ aggregate, handlers, by }) =>
      Object.entries(handlers).map(([event, handle]) => [qualifiedType(aggregate, event), make(handle, by)] as const),
    ),
  );
}
