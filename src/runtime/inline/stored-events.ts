import type { StoredEvent } from "../../model/message.ts";
import type { AppendRequest, AppendResult } from "../../store/event-store.ts";

/** What was just appended, as it will be read, in the order of the log as far as one stream goes. */
export function storedEvents(
  requests: readonly AppendRequest[],
  results: readonly AppendResult[],
): readonly StoredEvent[] {
  return requests.flatMap((request, index) => {
    const result = results[index];
    return result?.kind === "appended" ? eventsOf(request, result) : [];
  });
}

function eventsOf(
  { stream, events, command }: AppendRequest,
  { events: recorded, recordedAt }: Extract<AppendResult, { kind: "appended" }>,
): readonly StoredEvent[] {
  return events.flatMap((event, index) => {
    const place = recorded[index];
    if (place === undefined) return [];
    const { id, type, schemaVersion } = event;
    const { id: commandId, correlationId, causationId } = command;
    const { position, version } = place;
    // A handler sees what a reader of the log does: data as JSON keeps it.
    const [data, metadata] = [asJson(event.data), asJson(event.metadata)];
    const own = { id, type, schemaVersion, data, metadata, position, version };
    return [{ ...own, stream, commandId, correlationId, causationId, recordedAt }];
  });
}

function asJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}
