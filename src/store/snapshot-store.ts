import type { Json } from "../base/json.ts";
import type { StreamRef } from "../model/message.ts";

/** The state of a stream after one of its events. */
export interface Snapshot {
  readonly version: number;
  /** Id of the event at `version`. One that is not in the log (it was set back) makes the snapshot void. */
  readonly eventId: string;
  readonly state: Json;
}

/** A snapshot on its way into the store. */
export interface SnapshotRecord extends Snapshot {
  readonly stream: StreamRef;
  /** Of the state's shape; a snapshot with another one is ignored. */
  readonly fingerprint: string;
}

/** States kept beside the log; nothing is lost when one is. `EventStore.load` reads them. */
export interface SnapshotStore {
  /** At most one is kept for a stream: a later one, or one of another fingerprint, takes its place. Streams are distinct within a call. */
  save(snapshots: readonly SnapshotRecord[]): Promise<void>;
}
