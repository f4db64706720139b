import { messageOf } from "../../base/error.ts";
import type { Json } from "../../base/json.ts";
import type { Log } from "../../base/ports.ts";
import type { StreamRef } from "../../model/message.ts";
import type { AggregateTable, SnapshotTable } from "../../model/tables.ts";
import type { SnapshotRecord, SnapshotStore } from "../../store/snapshot-store.ts";
import type { CachedStream } from "./stream-cache.ts";

/** A stream after a command, and what speaks for keeping its state. */
export interface SnapshotOccasion {
  readonly aggregate: AggregateTable;
  readonly stream: StreamRef;
  readonly after: CachedStream;
  /** Qualified types of the events that were just stored. */
  readonly types: readonly string[];
  /** Milliseconds that its load took; 0 when it was in memory. */
  readonly loadMs: number;
}

/** Keeps states in the background. A snapshot that fails costs nobody more than a line in the log. */
export interface SnapshotWriter {
  /** Returns the stream with what is known of its snapshots from now on. */
  consider(occasion: SnapshotOccasion): CachedStream;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

/** Streams that wait to be written, at most; while the database is that far behind, others are passed over. */
const maxWaiting = 1_000;
const maxBatch = 50;

export function snapshotWriter({ snapshots, log }: { snapshots: SnapshotStore; log: Log }): SnapshotWriter {
  // By stream: only its latest state is worth writing.
  const waiting = new Map<string, SnapshotRecord>();
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, maxBatch);
      for (const [key] of batch) waiting.delete(key);
      const records = batch.map(([, record]) => record);
      try {
        await snapshots.save(records);
      } catch (error) {
        log("warn", notSaved(records, error));
      }
    }
  };

  return {
    consider: (occasion) => {
      const { aggregate, stream, after } = occasion;
      if (aggregate.snapshot === undefined || !isDue(aggregate.snapshot, occasion)) return after;
      const key = `${stream.type}/${stream.id}`;
      if (waiting.size >= maxWaiting && !waiting.has(key)) return after;
      const record = recordOf(occasion, { snapshot: aggregate.snapshot, log });
      if (record !== undefined) waiting.set(key, record);
      if (waiting.size > 0)
        writing ??= write().finally(() => {
          writing = undefined;
        });
      // Also when it fails: the next try comes with the next occasion.
      return { ...after, kept: after.head.version };
    },
    idle: async () => writing,
  };
}

function isDue(snapshot: SnapshotTable, { after, types, loadMs }: SnapshotOccasion): boolean {
  const since = after.head.version - after.kept;
  if (since === 0) return false;
  const { everyEvents = Number.POSITIVE_INFINITY, loadingMs = Number.POSITIVE_INFINITY, onEvents } = snapshot;
  return since >= everyEvents || loadMs >= loadingMs || types.some((type) => onEvents.includes(type));
}

interface Recording {
  readonly snapshot: SnapshotTable;
  readonly log: Log;
}

function recordOf({ stream, after }: SnapshotOccasion, { snapshot, log }: Recording): SnapshotRecord | undefined {
  const { version, eventId } = after.head;
  if (eventId === null) return undefined;
  try {
    // Without an encoder the DSL's types hold the state to JSON. A copy: the next command's state may share parts with it.
    const state = snapshot.encode === undefined ? (structuredClone(after.state) as Json) : snapshot.encode(after.state);
    return { stream, fingerprint: snapshot.fingerprint, version, eventId, state };
  } catch (error) {
    log("warn", `Cannot keep a snapshot of stream "${stream.type}/${stream.id}": ${messageOf(error)}; mend encode`);
    return undefined;
  }
}

function notSaved(records: readonly SnapshotRecord[], error: unknown): string {
  return `Cannot save snapshots of ${records.length} streams: ${messageOf(error)}; they are loaded from their events`;
}
