import { qualifiedType } from "../model/message.ts";
import type { FoldNode, FreeNode, HandlerGroup, KeyFunction, ProjectionNode } from "../model/node.ts";
import type { FoldHandler, FoldTable, FreeTable, ProjectionTable } from "../model/tables.ts";
import { sortedRecord } from "./sorted-record.ts";

export function compileProjection(node: ProjectionNode): ProjectionTable {
  return node.form === "fold" ? compileFold(node) : compileFree(node);
}

function compileFold(node: FoldNode): FoldTable {
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
    eventTypes: Object.freeze(Object.keys(handlers)),
    queries: sortedRecord(Object.entries(node.queries)),
  });
}

function compileFree(node: FreeNode): FreeTable {
  const handlers = handlersByType(node.on, (handle) => handle);
  return Object.freeze({
    name: node.name,
    form: "free",
    tables: node.tables,
    handlers,
    eventTypes: Object.freeze(Object.keys(handlers)),
    queries: sortedRecord(Object.entries(node.queries)),
  });
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
