import {
  type AppendRequest,
  type AppendResult,
  type Clock,
  type EventStore,
  type LoadedStream,
  type Position,
  parsePosition,
  type RecordedCommand,
  type RecordedEvent,
  type StoredEvent,
  type StreamHead,
  type StreamRef,
  startOfLog,
} from "../../src/runtime/mod.ts";

interface Log {
  /** Index 0 has position 1. */
  readonly events: StoredEvent[];
  readonly streams: Map<string, StoredEvent[]>;
  readonly commands: Map<string, RecordedCommand>;
  readonly clock: Pick<Clock, "now">;
}

/** One log in an array. Everything is settled at once: nothing runs beside an append. */
export function memoryEvents(clock: Pick<Clock, "now">): EventStore {
  const log: Log = { events: [], streams: new Map(), commands: new Map(), clock };
  const last = (): Position => log.events.at(-1)?.position ?? startOfLog;
  return {
    load: async (requests) => requests.map(({ stream, after, commandId }) => load(log, { stream, after, commandId })),
    append: async (requests) => requests.map((request) => append(log, request)),
    readStream: async ({ stream, after, limit }) => eventsOf(log, stream).slice(after, after + limit),
    readLog: async ({ after, upTo, types, limit }) => {
      const wanted = log.events.slice(Number(after), Number(upTo));
      const named = types === undefined ? wanted : wanted.filter(({ type }) => types.includes(type));
      return named.slice(0, limit);
    },
    safeHead: async () => last(),
    lastPosition: async () => last(),
  };
}

function eventsOf({ streams }: Log, { type, id }: StreamRef): readonly StoredEvent[] {
  return streams.get(streamKey({ type, id })) ?? [];
}

function streamKey({ type, id }: StreamRef): string {
  return `${type}/${id}`;
}

function headOf(log: Log, stream: StreamRef): StreamHead {
  const last = eventsOf(log, stream).at(-1);
  return { version: last?.version ?? 0, eventId: last?.id ?? null, position: last?.position ?? startOfLog };
}

interface Load {
  readonly stream: StreamRef;
  readonly after: number;
  readonly commandId: string | undefined;
}

function load(log: Log, { stream, after, commandId }: Load): LoadedStream {
  const recorded = commandId === undefined ? undefined : log.commands.get(commandId);
  const loaded = { events: eventsOf(log, stream).slice(after), head: headOf(log, stream) };
  return recorded === undefined ? loaded : { ...loaded, recorded };
}

function append(log: Log, request: AppendRequest): AppendResult {
  const { stream, expected, command } = request;
  const recorded = command.keep === undefined ? undefined : log.commands.get(command.id);
  if (recorded !== undefined) return { kind: "duplicate", recorded };
  const head = headOf(log, stream);
  if (head.version !== expected.version || head.eventId !== expected.eventId)
    return { kind: "conflict", version: head.version };
  const recordedAt = new Date(log.clock.now());
  const events = store(log, { request, head, recordedAt });
  if (command.keep !== undefined) log.commands.set(command.id, keptCommand(request, { events, head }));
  return { kind: "appended", events, recordedAt };
}

interface Storing {
  readonly request: AppendRequest;
  readonly head: StreamHead;
  readonly recordedAt: Date;
}

function store(log: Log, { request, head, recordedAt }: Storing): readonly RecordedEvent[] {
  const { stream, command } = request;
  const own = [...eventsOf(log, stream)];
  const stored = request.events.map(
    (event, index): StoredEvent => ({
      // What a database would give back: a copy that nobody else holds.
      ...structuredClone(event),
      position: positionOf(log.events.length + index + 1),
      stream: { type: stream.type, id: stream.id },
      version: head.version + index + 1,
      commandId: command.id,
      correlationId: command.correlationId,
      causationId: command.causationId,
      recordedAt,
    }),
  );
  log.events.push(...stored);
  log.streams.set(streamKey(stream), [...own, ...stored]);
  return stored.map(({ type, version, position }) => ({ type, version, position }));
}

function positionOf(index: number): Position {
  return parsePosition(String(index)) ?? startOfLog;
}

function keptCommand(
  { stream, command }: AppendRequest,
  { events, head }: { events: readonly RecordedEvent[]; head: StreamHead },
): RecordedCommand {
  const last = events.at(-1) ?? head;
  const { hash = "", rejection } = command.keep ?? {};
  return {
    commandId: command.id,
    hash,
    stream,
    outcome:
      rejection === undefined
        ? { status: "done", version: last.version, position: last.position, events }
        : { status: "rejected", ...rejection },
  };
}
