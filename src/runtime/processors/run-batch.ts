import type { StoredEvent } from "../../model/message.ts";
import type { Position } from "../../model/position.ts";
import type { ProjectionTable } from "../../model/tables.ts";
import type { BatchTransaction, SegmentRef } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { projectFold } from "./project-fold.ts";
import { projectFree } from "./project-free.ts";

export interface BatchRequest {
  readonly projection: ProjectionTable;
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
  const { projection, store, segment, from, head, batchSize } = request;
  const events = await store.events.readLog({
    after: from,
    upTo: head,
    types: projection.eventTypes,
    limit: batchSize,
  });
  const last = events.length < batchSize ? undefined : events.at(-1);
  // A full batch may have more behind it; a short one has shown that nothing else is wanted up to the head.
  const to = last?.position ?? head;
  const handle = (transaction: BatchTransaction): Promise<void> => project(projection, { events, transaction });
  const result = await store.segments.work({ segment, from, to, handle });
  if (result.kind === "busy") return result;
  return { kind: "moved", position: result.kind === "done" ? to : result.position };
}

function project(
  projection: ProjectionTable,
  batch: { events: readonly StoredEvent[]; transaction: BatchTransaction },
): Promise<void> {
  return projection.form === "fold" ? projectFold(projection, batch) : projectFree(projection, batch);
}
