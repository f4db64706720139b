import { isRecord, type Json, type Metadata, MyelinError, type StoredEvent } from "../../../src/runtime/mod.ts";
import type { SqlRow } from "../driver.ts";
import { numberAt, positionAt, textAt } from "../sql/columns.ts";

/** What `storedEvent` reads, in its order; `e` is the events table. */
export const eventColumns = `e.position, e.stream_type, e.stream_id, e.version, e.id, e.type, e.schema_version, e.data, e.metadata,
  e.command_id, e.correlation_id, e.causation_id, (extract(epoch from e.recorded_at) * 1000)::bigint`;

export const eventColumnCount = 13;

/** The event in a row that has `eventColumns` from `first` on. */
export function storedEvent(row: SqlRow, first: number): StoredEvent {
  return {
    position: positionAt(row, first),
    stream: { type: textAt(row, first + 1), id: textAt(row, first + 2) },
    version: numberAt(row, first + 3),
    id: textAt(row, first + 4),
    type: textAt(row, first + 5),
    schemaVersion: numberAt(row, first + 6),
    data: parseJson(textAt(row, first + 7)),
    metadata: metadataOf(textAt(row, first + 8)),
    commandId: textAt(row, first + 9),
    correlationId: textAt(row, first + 10),
    causationId: row[first + 11] ?? null,
    recordedAt: new Date(numberAt(row, first + 12)),
  };
}

export function parseJson(text: string): Json {
  return JSON.parse(text);
}

function metadataOf(text: string): Metadata {
  const metadata = parseJson(text);
  if (!isRecord(metadata)) throw new MyelinError("internal", "Cannot read an event: its metadata is no object");
  return metadata as Metadata; // JSON.parse makes nothing but Json
}
