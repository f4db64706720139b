import type { AggregateNode, FoldNode, FreeNode, ProjectionNode } from "../model/node.ts";
import type { FoldHandler, FoldTable, FreeTable, ProjectionTable } from "../model/tables.ts";
import { compileProcessor, handlersByType } from "./compile-processor.ts";
import { processingDefaults } from "./processing-defaults.ts";
import { sortedRecord } from "./sorted-record.ts";

export function compileProjection(node: ProjectionNode, aggregates: readonly AggregateNode[]): ProjectionTable {
  return node.form === "fold" ? compileFold(node, aggregates) : compileFree(node, aggregates);
}

function compileFold(node: FoldNode, aggregates: readonly AggregateNode[]): FoldTable {
  return Object.freeze({
    ...compileProcessor(node, { aggregates, defaults: { ...processingDefaults(), sequence: rowKey } }),
    form: "fold",
    life: node.life ?? "async",
    target: node.target,
    ...(node.initial === undefined ? {} : { initial: node.initial }),
    handlers: handlersByType(node, ({ by }): Pick<FoldHandler, "by"> => (by === undefined ? {} : { by })),
    queries: sortedRecord(Object.entries(node.queries)),
  });
}

function compileFree(node: FreeNode, aggregates: readonly AggregateNode[]): FreeTable {
  return Object.freeze({
    ...compileProcessor(node, { aggregates, defaults: { ...processingDefaults(), sequence: perStream } }),
    form: "free",
    tables: node.tables,
    ...(node.onReset === undefined ? {} : { onReset: node.onReset }),
    handlers: handlersByType(node, () => ({})),
    queries: sortedRecord(Object.entries(node.queries)),
  });
}

const rowKey = Object.freeze({ kind: "rowKey" });
const perStream = Object.freeze({ kind: "byRoute" });
