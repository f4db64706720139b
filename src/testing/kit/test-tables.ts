import { MyelinError } from "../../base/error.ts";
import type { Json } from "../../base/json.ts";
import type { Ids } from "../../base/ports.ts";
import { compile } from "../../compile/compile.ts";
import type { ComponentNode } from "../../model/application-node.ts";
import type { EventMessage, Metadata, StoredEvent } from "../../model/message.ts";
import { parsePosition, startOfLog } from "../../model/position.ts";
import type { AggregateTable, EventTable, Tables } from "../../model/tables.ts";
import { parseWith } from "../../runtime/schema-issues.ts";
import type { StreamHistory } from "./tested.ts";

/** What an application of these components alone compiles to. */
export function testTables(components: readonly ComponentNode[]): Tables {
  return compile({ node: { kind: "application", name: "test", components } });
}

/** Ids that count up: the same in every run. */
export function countedIds(prefix: string): Ids {
  let count = 0;
  return { next: () => `${prefix}-${++count}` };
}

/** How an event of a test stands in its log. */
export interface Recording {
  readonly aggregate: AggregateTable;
  readonly stream: { readonly type: string; readonly id: string };
  readonly version: number;
  readonly position: number;
  readonly recordedAt: Date;
  readonly metadata: Metadata;
}

/**
 * A given event as the log would hold it.
 *
 * @throws MyelinError `invalid_event` where it is not declared or its data does not fit
 */
export function storedEvent({ name, data }: EventMessage, recording: Recording): StoredEvent {
  const { aggregate, stream, version, position, recordedAt, metadata } = recording;
  const table = aggregate.events[name];
  if (table === undefined) throw notGiven(name, `aggregate "${aggregate.name}" does not declare it`);
  return {
    id: `event-${position}`,
    type: table.type,
    schemaVersion: table.schemaVersion,
    data: checked(name, { table, data }),
    metadata,
    position: parsePosition(String(position)) ?? startOfLog,
    stream,
    version,
    commandId: `given-${position}`,
    correlationId: "given",
    causationId: null,
    recordedAt,
  };
}

function checked(name: string, { table, data }: { readonly table: EventTable; readonly data: unknown }): Json {
  const parsed = parseWith(table.schema, data);
  if (parsed instanceof Promise)
    throw notGiven(name, "its schema is asynchronous, and a test of this kind waits for nothing");
  if (parsed.ok) return parsed.value as Json; // event schemas are held to JSON by the DSL's types
  const issues = parsed.issues.map(({ path, message }) => `${path || "data"}: ${message}`);
  throw notGiven(name, `its data does not fit the schema (${issues.join("; ")})`);
}

function notGiven(name: string, why: string): MyelinError {
  return new MyelinError("invalid_event", `Cannot take event "${name}" as given: ${why}; mend the test`);
}

/** A log of the given histories, one behind the other; versions count in each stream. */
export function storedLog(histories: readonly StreamHistory[], { aggregates }: Tables): readonly StoredEvent[] {
  const versions = new Map<string, number>();
  const log: StoredEvent[] = [];
  for (const { aggregate: node, id, events } of histories) {
    const aggregate = aggregates[node.name];
    if (aggregate === undefined) continue;
    for (const event of events) {
      const stream = { type: node.name, id };
      const key = JSON.stringify([stream.type, stream.id]);
      const version = (versions.get(key) ?? 0) + 1;
      versions.set(key, version);
      const position = log.length + 1;
      log.push(
        storedEvent(event, { aggregate, stream, version, position, recordedAt: givenTime(position), metadata: {} }),
      );
    }
  }
  return log;
}

/** A second after the one before, from the beginning of 2026. */
export function givenTime(position: number): Date {
  return new Date(Date.UTC(2026, 0, 1) + position * 1_000);
}
