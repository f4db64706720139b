import type { StoredEvent } from "../../model/message.ts";
import { sequenceAggregate, sequenceStream } from "../../model/sequence-announcement.ts";
import { isShadow } from "../../model/shadow-name.ts";
import type { EventStore } from "../../store/event-store.ts";
import type { SequenceRef } from "../../store/letter-store.ts";
import type { Announcement } from "../../store/segment-store.ts";
import { randomIds } from "../system-ports.ts";

const parkedType = `${sequenceAggregate}.SequenceParked`;
const resumedType = `${sequenceAggregate}.SequenceResumed`;

/**
 * The announcement that a sequence waits in the dead-letter table from now on; none where it is an announcement itself that failed:
 * whoever fails on announcements would make another one each time. None either of what is only built: nobody reads its rows yet.
 */
export function sequenceParked(sequence: SequenceRef, failed: Pick<StoredEvent, "stream">): readonly Announcement[] {
  if (failed.stream.type === sequenceAggregate || isShadow(sequence.processor)) return [];
  return [announcement(sequence, parkedType)];
}

/** The announcement that a sequence goes on. To be made where `isAnnounced` says so. */
export function sequenceResumed(sequence: SequenceRef): Announcement {
  return announcement(sequence, resumedType);
}

/** A version that no stream has: only the head is loaded. */
const beyondAll = 2 ** 31 - 1;

/**
 * Whether the last announcement about a sequence says that it is parked. While the sequence has letters the answer stays the same,
 * so it may be asked before the transaction that removes the last one.
 */
export async function isAnnounced(
  events: Pick<EventStore, "load" | "readStream">,
  sequence: SequenceRef,
): Promise<boolean> {
  const stream = sequenceStream(sequence);
  const [loaded] = await events.load([{ stream, after: beyondAll }]);
  const version = loaded?.head.version ?? 0;
  if (version === 0) return false;
  const [last] = await events.readStream({ stream, after: version - 1, limit: 1 });
  return last?.type === parkedType;
}

function announcement({ processor, sequence }: SequenceRef, type: string): Announcement {
  const event = { id: randomIds.next(), type, schemaVersion: 1, data: { processor, sequence }, metadata: {} };
  return { stream: sequenceStream({ processor, sequence }), event };
}
