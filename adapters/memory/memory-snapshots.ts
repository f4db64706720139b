import type { SnapshotRecord, SnapshotStore } from "../../src/runtime/mod.ts";
import { isFounded, type MemoryLog, streamKey } from "./memory-log.ts";

export function memorySnapshots(log: MemoryLog): SnapshotStore {
  return {
    save: async (snapshots) => {
      for (const snapshot of snapshots) {
        const { stream } = snapshot;
        if (isOvertaken(log, snapshot)) continue;
        log.snapshots.set(streamKey(stream), {
          ...structuredClone(snapshot),
          stream: { type: stream.type, id: stream.id },
        });
      }
    },
  };
}

/** Whether a later one of the same shape is kept already, and its event is in the log. */
function isOvertaken(log: MemoryLog, { stream, fingerprint, version }: SnapshotRecord): boolean {
  const kept = log.snapshots.get(streamKey(stream));
  return kept !== undefined && kept.fingerprint === fingerprint && kept.version >= version && isFounded(log, kept);
}
