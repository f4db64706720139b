import type { StandardSchemaV1 } from "@standard-schema/spec";
import { canonicalJson } from "../base/json.ts";
import { keyHash } from "../base/key-hash.ts";
import type { EventMessage, RejectionMessage } from "../model/message.ts";
import { qualifiedType } from "../model/message.ts";
import type { AggregateNode, RejectionNode } from "../model/node.ts";
import type { SnapshotNode } from "../model/snapshot-node.ts";
import type { AggregateTable, EventTable, RejectionTable } from "../model/tables.ts";
import { sortedRecord } from "./sorted-record.ts";

export function compileAggregate(node: AggregateNode): AggregateTable {
  return Object.freeze({
    name: node.name,
    initial: node.initial,
    events: mapRecord(node.events, (schema, name) => eventTable(node, { name, schema })),
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
    ...snapshotTable(node.name, node.snapshot),
    upcast: upcastTable(node),
    cached: node.cached ?? true,
  });
}

function eventTable(node: AggregateNode, { name, schema }: { name: string; schema: StandardSchemaV1 }): EventTable {
  const upcasters = Object.hasOwn(node.upcast ?? {}, name) ? node.upcast?.[name] : undefined;
  // Each upcaster leads to the next version, so that the last one leads to today's.
  const schemaVersion = (upcasters?.length ?? 0) + 1;
  return Object.freeze({ type: qualifiedType(node.name, name), schema, schemaVersion });
}

function upcastTable(node: AggregateNode): AggregateTable["upcast"] {
  return sortedRecord(
    Object.entries(node.upcast ?? {}).map(([name, upcasters]) => [
      qualifiedType(node.name, name),
      Object.freeze([...upcasters]),
    ]),
  );
}

function snapshotTable(aggregate: string, node: SnapshotNode | undefined): Pick<AggregateTable, "snapshot"> {
  if (node === undefined) return {};
  const { onEvents = [], ...policy } = node;
  // A hash, so that nobody reads more into it than equal or not.
  const fingerprint = keyHash(canonicalJson([aggregate, node.version])).toString(16);
  const types = onEvents.map((name) => qualifiedType(aggregate, name)).sort();
  return { snapshot: Object.freeze({ ...policy, fingerprint, onEvents: Object.freeze(types) }) };
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
