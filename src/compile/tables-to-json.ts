import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonObject } from "../base/json.ts";
import type { AggregateTable, CommandTable, ProjectionTable, Tables } from "../model/tables.ts";
import { describePolicy, describeRoute } from "./describe.ts";

/** The tables as JSON: deterministic, keys sorted, functions by name, schemas by their library. */
export function tablesToJson(tables: Tables): JsonObject {
  return {
    aggregates: mapValues(tables.aggregates, aggregateToJson),
    application: tables.name,
    commands: mapValues(tables.commands, commandToJson),
    projections: mapValues(tables.projections, projectionToJson),
  };
}

function aggregateToJson(aggregate: AggregateTable): JsonObject {
  return {
    events: mapValues(aggregate.events, ({ type, schema, schemaVersion }) => ({
      schema: schemaToJson(schema),
      schemaVersion,
      type,
    })),
    evolve: mapValues(aggregate.evolve, (_, type) => `evolve ${type}`),
    initial: `initial ${aggregate.name}`,
    rejections: mapValues(aggregate.rejections, ({ sentence, schema }) =>
      schema === undefined ? { sentence: sentence ?? null } : { schema: schemaToJson(schema) },
    ),
  };
}

function commandToJson(command: CommandTable): JsonObject {
  return {
    aggregate: command.aggregate,
    decide: `decide ${command.name}`,
    route: describeRoute(command.route),
    schema: schemaToJson(command.schema),
    sequence: describePolicy(command.sequence),
  };
}

function projectionToJson(projection: ProjectionTable): JsonObject {
  const queries = mapValues(projection.queries, ({ schema }) => ({ schema: schemaToJson(schema) }));
  if (projection.form === "free") {
    return { eventTypes: projection.eventTypes, form: "free", queries };
  }
  return {
    eventTypes: projection.eventTypes,
    form: "fold",
    handlers: mapValues(projection.handlers, ({ by }) => ({ by: by === undefined ? "stream" : "function" })),
    key: projection.target.key,
    queries,
    table: projection.target.name,
  };
}

function schemaToJson(schema: StandardSchemaV1): JsonObject {
  return { vendor: schema["~standard"].vendor };
}

function mapValues<In>(
  record: Readonly<Record<string, In>>,
  map: (value: In, key: string) => JsonObject[string],
): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
