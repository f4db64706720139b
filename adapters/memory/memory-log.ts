import {
  type AppendCommand,
  type AppendRequest,
  type AppendResult,
  type Clock,
  type CommandFailure,
  type Json,
  type LoadedStream,
  type LoadRequest,
  type Position,
  parsePosition,
  type RecordedCommand,
  type RecordedEvent,
  type Snapshot,
  type SnapshotRecord,
  type StoredEvent,
  type StreamHead,
  type StreamRef,
  startOfLog,
} from "../../src/runtime/mod.ts";

/** An outcome, and when it was kept: milliseconds since 1970. */
export interface KeptOutcome {
  readonly recorded: RecordedCommand;
  readonly at: number;
}

/** A command that was accepted for later. */
export interface Acceptance {
  readonly hash: string;
  readonly submission: Json;
  readonly attempt: number;
  /** Milliseconds since 1970. A failure ends its lease. */
  readonly leaseUntil: number;
  readonly failure?: CommandFailure;
}

/** A log, or what a transaction adds to one. */
export interface MemoryLog {
  /** Index 0 has the position behind the base's last one. */
  readonly events: StoredEvent[];
  readonly streams: Map<string, readonly StoredEvent[]>;
  readonly commands: Map<string, KeptOutcome>;
  readonly snapshots: Map<string, SnapshotRecord>;
  /** Commands accepted for later, by id, in the order of acceptance. */
  readonly accepted: Map<string, Acceptance>;
  readonly clock: Pick<Clock, "now">;
  /** What the transaction began on; nobody else appends while it adds. */
  readonly base?: MemoryLog;
}

export function memoryLog(clock: Pick<Clock, "now">, base?: MemoryLog): MemoryLog {
  const log = { events: [], streams: new Map(), commands: new Map(), snapshots: new Map(), accepted: new Map(), clock };
  return base === undefined ? log : { ...log, base };
}

/** Makes what a transaction added part of its base, all at once. */
export function commitTo(base: MemoryLog, { events, streams, commands }: MemoryLog): void {
  base.events.push(...events);
  for (const [key, stream] of streams) base.streams.set(key, stream);
  for (const [id, kept] of commands) base.commands.set(id, kept);
}

export function streamKey({ type, id }: StreamRef): string {
  return `${type}/${id}`;
}

export function eventsOf({ streams, base }: MemoryLog, stream: StreamRef): readonly StoredEvent[] {
  return streams.get(streamKey(stream)) ?? (base === undefined ? [] : eventsOf(base, stream));
}

function recordedIn({ commands, base }: MemoryLog, id: string): RecordedCommand | undefined {
  return commands.get(id)?.recorded ?? (base === undefined ? undefined : recordedIn(base, id));
}

function snapshotOf({ snapshots, base }: MemoryLog, stream: StreamRef): SnapshotRecord | undefined {
  return base === undefined ? snapshots.get(streamKey(stream)) : snapshotOf(base, stream);
}

function sizeOf({ events, base }: MemoryLog): number {
  return events.length + (base === undefined ? 0 : sizeOf(base));
}

function headOf(log: MemoryLog, stream: StreamRef): StreamHead {
  const last = eventsOf(log, stream).at(-1);
  return { version: last?.version ?? 0, eventId: last?.id ?? null, position: last?.position ?? startOfLog };
}

/** Whether the event that a snapshot stands on is in the log. */
export function isFounded(log: MemoryLog, { stream, version, eventId }: SnapshotRecord): boolean {
  return eventsOf(log, stream)[version - 1]?.id === eventId;
}

export function loadFrom(log: MemoryLog, { stream, after, commandId, snapshot }: LoadRequest): LoadedStream {
  const recorded = commandId === undefined ? undefined : recordedIn(log, commandId);
  const kept = snapshot === undefined ? undefined : snapshotAbove(log, { stream, after, fingerprint: snapshot });
  return {
    ...(kept === undefined ? {} : { snapshot: kept }),
    events: eventsOf(log, stream).slice(kept?.version ?? after),
    head: headOf(log, stream),
    ...(recorded === undefined ? {} : { recorded }),
  };
}

interface Wanted {
  readonly stream: StreamRef;
  readonly after: number;
  readonly fingerprint: string;
}

function snapshotAbove(log: MemoryLog, { stream, after, fingerprint }: Wanted): Snapshot | undefined {
  const kept = snapshotOf(log, stream);
  if (kept === undefined || kept.fingerprint !== fingerprint || kept.version <= after) return undefined;
  if (!isFounded(log, kept)) return undefined;
  return { version: kept.version, eventId: kept.eventId, state: structuredClone(kept.state) };
}

export function appendTo(log: MemoryLog, request: AppendRequest): AppendResult {
  const { stream, expected, command } = request;
  const recorded = command.keep === undefined ? undefined : recordedIn(log, command.id);
  if (recorded !== undefined) return { kind: "duplicate", recorded };
  if (isTaken(log, command)) return { kind: "in-progress" };
  const head = headOf(log, stream);
  if (head.version !== expected.version || head.eventId !== expected.eventId)
    return { kind: "conflict", version: head.version };
  const recordedAt = new Date(log.clock.now());
  const events = store(log, { request, head, recordedAt });
  if (command.keep !== undefined)
    log.commands.set(command.id, { recorded: keptCommand(request, { events, head }), at: recordedAt.getTime() });
  return { kind: "appended", events, recordedAt };
}

/** Whether the id was accepted for later, for another payload. */
function isTaken({ accepted, base }: MemoryLog, command: AppendCommand): boolean {
  if (base !== undefined) return isTaken(base, command);
  const { id, keep } = command;
  const own = keep === undefined ? undefined : accepted.get(id);
  return own !== undefined && own.failure === undefined && own.hash !== keep?.hash;
}

interface Storing {
  readonly request: AppendRequest;
  readonly head: StreamHead;
  readonly recordedAt: Date;
}

function store(log: MemoryLog, { request, head, recordedAt }: Storing): readonly RecordedEvent[] {
  const { stream, command } = request;
  const before = sizeOf(log);
  const stored = request.events.map(
    (event, index): StoredEvent => ({
      // What a database would give back: a copy that nobody else holds.
      ...structuredClone(event),
      position: positionOf(before + index + 1),
      stream: { type: stream.type, id: stream.id },
      version: head.version + index + 1,
      commandId: command.id,
      correlationId: command.correlationId,
      causationId: command.causationId,
      recordedAt,
    }),
  );
  log.streams.set(streamKey(stream), [...eventsOf(log, stream), ...stored]);
  log.events.push(...stored);
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
