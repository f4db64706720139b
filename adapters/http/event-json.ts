import type { StoredEvent } from "../../src/runtime/mod.ts";

/** An event of a stream as it is told: times as text, always in the same order. */
export function eventJson(event: StoredEvent): Readonly<Record<string, unknown>> {
  const { id, type, version, position, data, metadata, commandId, correlationId, causationId, recordedAt } = event;
  return { id, type, version, position, data, metadata, commandId, correlationId, causationId, recordedAt };
}

/** An event of the log: which stream it is of, and of which shape, comes along. */
export function logEventJson(event: StoredEvent): Readonly<Record<string, unknown>> {
  const { type, id } = event.stream;
  return { ...eventJson(event), stream: { type, id }, schemaVersion: event.schemaVersion };
}
