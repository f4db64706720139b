import { describePattern } from "../model/command-pattern.ts";
import type { AggregateTable, CommandTable, Tables } from "../model/tables.ts";
import { describePolicy, describeRetry, describeRoute, describeSnapshot, isDefaultRetry } from "./describe.ts";
import { explainProjection, explainReactor, explainRelay } from "./explain-processor.ts";
import { explainWorkflow } from "./workflows/explain-workflow.ts";

/**
 * The tables as text for people and for snapshot tests: sorted, functions by name, no paths, the same on
 * every runtime. Keep it beside your code and `myelin routes --check` tells when a change alters it.
 */
export function explain(tables: Tables): string {
  const blocks = [
    [`application ${tables.name}`, ...tables.correlate.map(({ name }) => `  correlate ${name}`)],
    ...Object.values(tables.aggregates).map((aggregate) => aggregateBlock(aggregate, tables)),
    ...Object.values(tables.projections).map(explainProjection),
    ...Object.values(tables.reactors).map(explainReactor),
    ...Object.values(tables.relays).map(explainRelay),
    ...Object.values(tables.workflows).map(explainWorkflow),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function aggregateBlock(aggregate: AggregateTable, tables: Tables): readonly string[] {
  const commands = Object.values(tables.commands).filter((command) => command.aggregate === aggregate.name);
  const rejections = Object.entries(aggregate.rejections).map(
    ([name, { sentence }]) =>
      `  rejection ${name}${sentence === undefined ? " with data" : ` ${JSON.stringify(sentence)}`}`,
  );
  return [
    `aggregate ${aggregate.name}`,
    ...commands.flatMap(commandLines),
    ...Object.values(aggregate.events).map(({ type, schemaVersion }) => `  event ${type} v${schemaVersion}`),
    ...retiredTypes(aggregate).map((type) => `  retired event ${type}: ${upcasterCount(aggregate, type)}`),
    ...rejections,
    ...(aggregate.snapshot === undefined ? [] : [`  snapshot ${describeSnapshot(aggregate.snapshot)}`]),
    ...(aggregate.cached ? [] : ["  not cached"]),
  ];
}

/** Of all that is as it is by default nothing is said. */
function commandLines(command: CommandTable): readonly string[] {
  const { name, route, sequence, scope, dispatch, handle, interceptors, retry } = command;
  const reach = scope === "cluster" ? " in cluster" : "";
  return [
    `  command ${name}: route ${describeRoute(route)}; sequence ${describePolicy(sequence)}${reach}`,
    ...dispatch.map((interceptor) => `    dispatch ${interceptor.name}`),
    ...handle.map((interceptor) => `    handle ${interceptor.name}`),
    ...interceptors.map(({ commands }) => `    intercept ${describePattern(commands)}`),
    ...(isDefaultRetry(retry) ? [] : [`    retry ${describeRetry(retry)}`]),
  ];
}

/** Types that only upcasters know: they are stored, but declared no more. */
function retiredTypes({ events, upcast }: AggregateTable): readonly string[] {
  const declared = new Set(Object.values(events).map(({ type }) => type));
  return Object.keys(upcast).filter((type) => !declared.has(type));
}

function upcasterCount({ upcast }: AggregateTable, type: string): string {
  const { length = 0 } = upcast[type] ?? [];
  return length === 1 ? "1 upcaster" : `${length} upcasters`;
}
