import type { StoredEvent } from "../../model/message.ts";
import type { Position } from "../../model/position.ts";
import type { ProjectionTable, Tables } from "../../model/tables.ts";
import type { BatchTransaction, SegmentRef } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { upcastEvents } from "../upcast-events.ts";
import { projectFold } from "./project-fold.ts";
import { projectFree } from "./project-free.ts";

export interface BatchRequest {
  readonly projection: ProjectionTable;
  /** Whose upcasters bring stored events into today's shapes. */
  readonly aggregates: Tables["aggregates"];
  readonly store: Store;
  readonly segment: SegmentRef;
  /** Where the segment is believed to stand. */
  readonly from: Position;
  /** The safe head: nothing beyond it may be read. */
  readonly head: Position;
  readonly batchSize: number;
}

export type BatchOutcome =
  /** The segment stands here now, moved by this batch or found moved. */
  { readonly kind: "moved"; readonly position: Position } | { readonly kind: "busy" };

/**
 * Reads one batch, then projects it and moves the position in one transaction. The events are read before the
 * transaction begins, since a store with a single session cannot read beside it.
 */
export async function runBatch(request: BatchRequest): Promise<BatchOutcome> {
  const { projection, aggregates, store, segment, from, head, batchSize } = request;
  const stored = await store.events.readLog({
    after: from,
    upTo: head,
    types: projection.storedTypes,
    limit: batchSize,
  });
  const last = stored.length < batchSize ? undefined : stored.at(-1);
  // A full batch may have more behind it; a short one has shown that nothing else is wanted up to the head.
  const to = last?.position ?? head;
  const handle = (transaction: BatchTransaction): Promise<void> =>
    project(projection, { events: todays(aggregates, stored), transaction });
  const result = await store.segments.work({ segment, from, to, handle });
  if (result.kind === "busy") return result;
  return { kind: "moved", position: result.kind === "done" ? to : result.position };
}

function todays(aggregates: Tables["aggregates"], stored: readonly StoredEvent[]): readonly StoredEvent[] {
  return stored.flatMap((event) => {
    const aggregate = aggregates[event.stream.type];
    return aggregate === undefined ? [event] : upcastEvents(aggregate, [event]);
  });
}

function project(
  projection: ProjectionTable,
  batch: { events: readonly StoredEvent[]; transaction: BatchTransaction },
): Promise<void> {
  return projection.form === "fold" ? projectFold(projection, batch) : projectFree(projection, batch);
}
