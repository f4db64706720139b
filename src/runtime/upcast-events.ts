import { MyelinError, messageOf } from "../base/error.ts";
import { isRecord, type Json } from "../base/json.ts";
import type { StoredEvent } from "../model/message.ts";
import type { AggregateTable } from "../model/tables.ts";
import { type Upcast, type UpcastTools, upcastKind } from "../model/upcast-node.ts";

/**
 * Stored events in today's shapes: each passes the upcasters of its type from its own schema version on, which may also drop or
 * split it. What comes of one event keeps its id, position and version.
 *
 * @throws MyelinError `unsupported` for an event that newer code wrote, `handler_failed` when an upcaster throws
 */
export function upcastEvents(aggregate: AggregateTable, events: readonly StoredEvent[]): readonly StoredEvent[] {
  return events.every((event) => isToday(aggregate, event))
    ? events
    : events.flatMap((event) => upcastEvent(aggregate, event));
}

function isToday({ upcast }: AggregateTable, { type, schemaVersion }: StoredEvent): boolean {
  return schemaVersion === (upcast[type]?.length ?? 0) + 1;
}

function upcastEvent(aggregate: AggregateTable, event: StoredEvent): readonly StoredEvent[] {
  const upcasters = aggregate.upcast[event.type] ?? [];
  if (event.schemaVersion > upcasters.length + 1) throw writtenByNewer(event, upcasters.length + 1);
  let data: Json = event.data;
  for (const [index, upcaster] of upcasters.slice(event.schemaVersion - 1).entries()) {
    const answer = calling(event, () => upcaster(data, event, toolsOf(aggregate)));
    if (isUpcast(answer)) return splitEvent(aggregate, { event, answer });
    if (answer === undefined) throw answeredNothing(event, event.schemaVersion + index);
    data = answer;
  }
  return [{ ...event, data, schemaVersion: upcasters.length + 1 }];
}

function toolsOf({ tools: { emit } }: AggregateTable): UpcastTools {
  return {
    emit,
    split: (...events) => ({ kind: upcastKind, events }),
    drop: () => ({ kind: upcastKind, events: [] }),
  };
}

function isUpcast(answer: unknown): answer is Upcast {
  return isRecord(answer) && answer.kind === upcastKind;
}

function splitEvent(
  { name, events }: AggregateTable,
  { event, answer }: { event: StoredEvent; answer: Upcast },
): readonly StoredEvent[] {
  return answer.events.map((part) => {
    const table = events[part.name];
    if (table === undefined)
      throw failed(event, {
        state: `split it into "${part.name}", which aggregate "${name}" does not declare`,
        cause: undefined,
      });
    // The DSL's types hold event data to JSON.
    return { ...event, type: table.type, schemaVersion: table.schemaVersion, data: part.data as Json };
  });
}

function calling(event: StoredEvent, call: () => Json | Upcast): Json | Upcast {
  try {
    return call();
  } catch (cause) {
    throw failed(event, { state: `threw ${JSON.stringify(messageOf(cause))}`, cause });
  }
}

function answeredNothing(event: StoredEvent, from: number): MyelinError {
  return failed(event, { state: `answered nothing for schema version ${from}`, cause: undefined });
}

function failed(
  { type, version, stream }: StoredEvent,
  { state, cause }: { state: string; cause: unknown },
): MyelinError {
  const message = `Cannot read event "${type}" at version ${version} of stream "${stream.type}/${stream.id}": its upcaster ${state}; mend the upcaster`;
  return new MyelinError("handler_failed", message, { cause });
}

function writtenByNewer({ type, version, stream, schemaVersion }: StoredEvent, known: number): MyelinError {
  const message = `Cannot read event "${type}" at version ${version} of stream "${stream.type}/${stream.id}": it was written with schema version ${schemaVersion}, this code knows ${known}; run the newer code here, too`;
  return new MyelinError("unsupported", message);
}
