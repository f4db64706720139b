import type { AggregateNode, RelayNode } from "../model/node.ts";
import type { RelayTable } from "../model/tables.ts";
import { compileProcessor, handlersByType } from "./compile-processor.ts";
import { processingDefaults } from "./processing-defaults.ts";

const perStream = Object.freeze({ kind: "byRoute" });

export function compileRelay(node: RelayNode, aggregates: readonly AggregateNode[]): RelayTable {
  return Object.freeze({
    ...compileProcessor(node, { aggregates, defaults: { ...processingDefaults(), sequence: perStream } }),
    form: "relay",
    handlers: handlersByType(node, () => ({})),
  });
}
