import { MyelinError } from "../../base/error.ts";
import type { RecordedEvent } from "../../model/command-result.ts";
import type { NewEvent, StoredEvent, StreamRef } from "../../model/message.ts";
import { parsePosition, startOfLog } from "../../model/position.ts";
import type { StreamHead } from "../../store/event-store.ts";

/** The command whose events are appended. */
export interface AppendingCommand {
  readonly id: string;
  readonly correlationId: string;
  readonly causationId: string | null;
}

export interface Appending {
  readonly expected: number;
  readonly events: readonly NewEvent[];
  readonly command: AppendingCommand;
  readonly now: Date;
}

/** The log of a run: streams whose versions nobody skips, and listeners that hear of each event. */
export interface SimulatedLog {
  readonly events: readonly StoredEvent[];
  stream(stream: StreamRef): readonly StoredEvent[];
  head(stream: StreamRef): StreamHead;
  /** Undefined where the stream has another version by now: nothing is stored. */
  append(stream: StreamRef, appending: Appending): readonly RecordedEvent[] | undefined;
  listen(hear: (event: StoredEvent) => void): void;
}

export function simulatedLog(): SimulatedLog {
  const events: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const listeners: ((event: StoredEvent) => void)[] = [];
  const streamOf = ({ type, id }: StreamRef): StoredEvent[] => {
    const key = JSON.stringify([type, id]);
    const stream = streams.get(key) ?? [];
    streams.set(key, stream);
    return stream;
  };
  const store = (stream: StreamRef, { event, command, now }: Storing): RecordedEvent => {
    const position = parsePosition(String(events.length + 1));
    if (position === undefined) throw new MyelinError("internal", "Cannot simulate further: the log is full");
    const own = streamOf(stream);
    const { id: commandId, correlationId, causationId } = command;
    const place = { position, stream, version: own.length + 1, commandId, correlationId, causationId, recordedAt: now };
    const stored: StoredEvent = { ...event, ...place };
    own.push(stored);
    events.push(stored);
    for (const hear of listeners) hear(stored);
    return { type: stored.type, version: stored.version, position };
  };
  return {
    events,
    stream: streamOf,
    head: (stream) => headOf(streamOf(stream)),
    append: (stream, { expected, events: added, command, now }) =>
      streamOf(stream).length === expected ? added.map((event) => store(stream, { event, command, now })) : undefined,
    listen: (hear) => {
      listeners.push(hear);
    },
  };
}

interface Storing {
  readonly event: NewEvent;
  readonly command: AppendingCommand;
  readonly now: Date;
}

function headOf(stream: readonly StoredEvent[]): StreamHead {
  const last = stream.at(-1);
  return { version: stream.length, eventId: last?.id ?? null, position: last?.position ?? startOfLog };
}
