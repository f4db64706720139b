import type { AggregateTable, CommandTable, ProjectionTable, Tables } from "../model/tables.ts";
import { describePolicy, describeRoute } from "./describe.ts";

/**
 * The tables as text for people and for snapshot tests: sorted, functions by name, no paths, the same on
 * every runtime. Keep it beside your code and `myelin routes --check` tells when a change alters it.
 */
export function explain(tables: Tables): string {
  const blocks = [
    [`application ${tables.name}`],
    ...Object.values(tables.aggregates).map((aggregate) => aggregateBlock(aggregate, tables)),
    ...Object.values(tables.projections).map(projectionBlock),
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
    ...commands.map(commandLine),
    ...Object.values(aggregate.events).map(({ type, schemaVersion }) => `  event ${type} v${schemaVersion}`),
    ...rejections,
  ];
}

function commandLine(command: CommandTable): string {
  return `  command ${command.name}: route ${describeRoute(command.route)}; sequence ${describePolicy(command.sequence)}`;
}

function projectionBlock(projection: ProjectionTable): readonly string[] {
  const head =
    projection.form === "fold"
      ? `projection ${projection.name}: fold into ${projection.target.name} by ${projection.target.key.join(", ")}`
      : `projection ${projection.name}: free`;
  return [
    head,
    ...projection.eventTypes.map((type) => `  on ${type}${rowKeyNote(projection, type)}`),
    ...Object.keys(projection.queries).map((query) => `  query ${query}`),
  ];
}

function rowKeyNote(projection: ProjectionTable, type: string): string {
  if (projection.form === "free") return "";
  return projection.handlers[type]?.by === undefined ? ": row of the stream" : ": row by function";
}
