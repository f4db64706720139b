import type { AggregateNode, ReactorNode } from "../model/node.ts";
import type { ReactorTable } from "../model/tables.ts";
import { compileProcessor, handlersByType } from "./compile-processor.ts";
import { processingDefaults } from "./processing-defaults.ts";

const perStream = Object.freeze({ kind: "byRoute" });

export function compileReactor(node: ReactorNode, aggregates: readonly AggregateNode[]): ReactorTable {
  return Object.freeze({
    ...compileProcessor(node, { aggregates, defaults: { ...processingDefaults(node.delivery), sequence: perStream } }),
    form: "reactor",
    delivery: node.delivery,
    sends: Object.freeze(commandsOf(node, aggregates)),
    handlers: handlersByType(node, () => ({})),
  });
}

function commandsOf({ sends }: ReactorNode, aggregates: readonly AggregateNode[]): readonly string[] {
  const addressed = new Set(sends);
  return aggregates
    .filter(({ name }) => addressed.has(name))
    .flatMap(({ commands }) => Object.keys(commands))
    .sort();
}
