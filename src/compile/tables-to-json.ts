import type { JsonObject } from "../base/json.ts";
import { describePattern } from "../model/command-pattern.ts";
import type { AggregateTable, CommandTable, SnapshotTable, Tables } from "../model/tables.ts";
import { describePolicy, describeRetry, describeRoute, isDefaultRetry } from "./describe.ts";
import { mapValues, schemaToJson } from "./json-values.ts";
import { projectionToJson, reactorToJson, relayToJson } from "./processor-to-json.ts";
import { workflowToJson } from "./workflows/workflow-to-json.ts";

/** The tables as JSON: deterministic, keys sorted, functions by name, schemas by their library. */
export function tablesToJson(tables: Tables): JsonObject {
  return {
    aggregates: mapValues(tables.aggregates, aggregateToJson),
    application: tables.name,
    commands: mapValues(tables.commands, commandToJson),
    ...(tables.correlate.length === 0 ? {} : { correlate: names(tables.correlate) }),
    projections: mapValues(tables.projections, projectionToJson),
    reactors: mapValues(tables.reactors, reactorToJson),
    ...(Object.keys(tables.relays).length === 0 ? {} : { relays: mapValues(tables.relays, relayToJson) }),
    workflows: mapValues(tables.workflows, workflowToJson),
  };
}

function aggregateToJson(aggregate: AggregateTable): JsonObject {
  return {
    ...(aggregate.cached ? {} : { cached: false }),
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
    ...(aggregate.snapshot === undefined ? {} : { snapshot: snapshotToJson(aggregate.snapshot) }),
    ...(Object.keys(aggregate.upcast).length === 0
      ? {}
      : {
          upcast: mapValues(aggregate.upcast, (upcasters, type) =>
            upcasters.map((_, index) => `upcast ${type} v${index + 1}`),
          ),
        }),
  };
}

function snapshotToJson({ encode, everyEvents, fingerprint, loadingMs, onEvents, version }: SnapshotTable): JsonObject {
  return {
    encoded: encode !== undefined,
    ...(everyEvents === undefined ? {} : { everyEvents }),
    fingerprint,
    ...(loadingMs === undefined ? {} : { loadingMs }),
    onEvents,
    version,
  };
}

/** What is as it is by default is left out, as in `explain`. */
function commandToJson(command: CommandTable): JsonObject {
  const { dispatch, handle, interceptors, retry } = command;
  return {
    aggregate: command.aggregate,
    decide: `decide ${command.name}`,
    ...(dispatch.length === 0 ? {} : { dispatch: names(dispatch) }),
    ...(handle.length === 0 ? {} : { handle: names(handle) }),
    ...(interceptors.length === 0 ? {} : { intercept: interceptors.map(({ commands }) => describePattern(commands)) }),
    ...(isDefaultRetry(retry) ? {} : { retry: describeRetry(retry) }),
    route: describeRoute(command.route),
    schema: schemaToJson(command.schema),
    ...(command.scope === "node" ? {} : { scope: command.scope }),
    sequence: describePolicy(command.sequence),
  };
}

function names(all: readonly { readonly name: string }[]): readonly string[] {
  return all.map(({ name }) => name);
}
