import {
  isRecord,
  MyelinError,
  type RecordedCommand,
  type RecordedEvent,
  type RecordedOutcome,
  type RejectionRecord,
} from "../../../src/runtime/mod.ts";
import { positionOf } from "../sql/columns.ts";

/** What the SQL function `recorded_command` answers, in its JSON. */
export function recordedCommand(commandId: string, json: unknown): RecordedCommand {
  const { hash, streamType, streamId, ...rest } = record(json);
  const stream = { type: String(streamType), id: String(streamId) };
  return { commandId, hash: String(hash), stream, outcome: outcomeOf(rest) };
}

function outcomeOf({
  status,
  version,
  position,
  events,
  rejection,
}: Readonly<Record<string, unknown>>): RecordedOutcome {
  if (status === "rejected") return { status, ...(record(rejection) as unknown as RejectionRecord) }; // as `rejectionJson` wrote it
  return {
    status: "done",
    version: Number(version),
    position: positionOf(String(position)),
    events: Array.isArray(events) ? events.map(recordedEvent) : [],
  };
}

function recordedEvent(json: unknown): RecordedEvent {
  const { type, version, position } = record(json);
  return { type: String(type), version: Number(version), position: positionOf(String(position)) };
}

function record(json: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(json)) throw new MyelinError("internal", "Cannot read a kept outcome: it is no object; report this");
  return json;
}

export function rejectionJson({ reason, data, sentence }: RejectionRecord): string {
  return JSON.stringify({ reason, data, sentence });
}
