import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { EventMessage, RejectionMessage } from "../model/message.ts";
import { qualifiedType } from "../model/message.ts";
import type { AggregateNode, RejectionNode } from "../model/node.ts";
import type { AggregateTable, CommandTable, EventTable, RejectionTable } from "../model/tables.ts";
import { sortedRecord } from "./sorted-record.ts";

export function compileAggregate(node: AggregateNode): AggregateTable {
  return Object.freeze({
    name: node.name,
    initial: node.initial,
    events: mapRecord(node.events, (schema, name) => eventTable(qualifiedType(node.name, name), schema)),
    evolve: sortedRecord(Object.entries(node.evolve).map(([name, evolve]) => [qualifiedType(node.name, name), evolve])),
    rejections: mapRecord(node.rejections, rejectionTable),
    tools: Object.freeze({
      emit: mapRecord(
        node.events,
        (_, name) =>
          (data: unknown): EventMessage => ({ kind: "event", name, data }),
      ),
      reject: mapRecord(
        node.rejections,
        (_, name) =>
          (data?: unknown): RejectionMessage => ({
            kind: "rejection",
            name,
            data: data ?? null,
          }),
      ),
    }),
  });
}

export function compileCommands(node: AggregateNode): readonly (readonly [string, CommandTable])[] {
  return Object.entries(node.commands).flatMap(([name, schema]) => {
    const decide = node.decide[name];
    if (decide === undefined) return [];
    const route = Object.hasOwn(node.routes, name) ? node.routes[name] : undefined;
    const sequence = Object.hasOwn(node.sequences, name) ? node.sequences[name] : undefined;
    const table: CommandTable = {
      name,
      aggregate: node.name,
      schema,
      route: route ?? node.route,
      sequence: sequence ?? node.sequence,
      decide,
    };
    return [[name, Object.freeze(table)] as const];
  });
}

function eventTable(type: string, schema: StandardSchemaV1): EventTable {
  return Object.freeze({ type, schema, schemaVersion: 1 });
}

function rejectionTable(node: RejectionNode): RejectionTable {
  return Object.freeze(typeof node === "string" ? { sentence: node } : { schema: node });
}

function mapRecord<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In, key: string) => Out,
): Readonly<Record<string, Out>> {
  return sortedRecord(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
