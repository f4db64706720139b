import type { RelayTable } from "../../model/tables.ts";
import { type Circumstances, eventContext } from "../processors/event-context.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import type { RelayMessage } from "./event-publisher.ts";

/** Whose message it is. */
export interface RelayPlace extends Circumstances {
  readonly application: string;
  readonly table: RelayTable;
}

/** What is published of an event; undefined where nothing is. Throws what the relay's function throws. */
export function relayMessage(item: ProcessorEvent, place: RelayPlace): RelayMessage | undefined {
  const { application, table } = place;
  const { event, subIndex, sequence: key } = item;
  const payload = payloadOf(item, place);
  if (payload === undefined) return undefined;
  const { stream, metadata } = event;
  return {
    id: subIndex === 0 ? event.id : `${event.id}#${subIndex}`,
    application,
    relay: table.name,
    aggregate: stream.type,
    event: event.type.slice(event.type.lastIndexOf(".") + 1),
    stream,
    key,
    headers: headersOf(item),
    payload,
    metadata,
  };
}

function payloadOf({ event }: ProcessorEvent, { table, replay, letter }: RelayPlace): string | undefined {
  const handle = table.handlers[event.type]?.handle;
  if (handle === undefined) return undefined;
  const published = handle === true ? event.data : handle(event.data, eventContext(event, { replay, letter }));
  return published === undefined ? undefined : JSON.stringify(published);
}

function headersOf({ event, sequence }: ProcessorEvent): Record<string, string> {
  const { stream, causationId, metadata } = event;
  const headers: Record<string, string> = {
    "Myelin-Position": event.position,
    "Myelin-Version": String(event.version),
    "Myelin-Stream": headerText(`${stream.type}/${stream.id}`),
    "Myelin-Key": headerText(sequence),
    "Myelin-Schema-Version": String(event.schemaVersion),
    "Myelin-Command": headerText(event.commandId),
    "Myelin-Correlation": headerText(event.correlationId),
    "Myelin-Recorded-At": event.recordedAt.toISOString(),
  };
  if (causationId !== null) headers["Myelin-Causation"] = headerText(causationId);
  if (typeof metadata.traceparent === "string") headers.traceparent = headerText(metadata.traceparent);
  return headers;
}

// A space at an end would be cut off by brokers, so no space is left as it is.
const unsafe = /[^!-$&-~]/gu;

/** As it is where every broker takes it; else percent-encoded. */
function headerText(text: string): string {
  // Half a surrogate pair cannot be encoded; Postgres does not keep one either.
  return text.replace(/\p{Surrogate}/gu, "\ufffd").replace(unsafe, encodeURIComponent);
}
