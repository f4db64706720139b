import type { StoredEvent } from "../../model/message.ts";
import type { FreeTable } from "../../model/tables.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import { handlerFailure } from "./handler-failure.ts";

/** Calls a free projection's handlers one after another, in the order of the log, in the batch's transaction. */
export async function projectFree(
  free: FreeTable,
  { events, transaction }: { events: readonly StoredEvent[]; transaction: BatchTransaction },
): Promise<void> {
  for (const event of events) {
    try {
      await free.handlers[event.type]?.(transaction.db, event.data, { ...event, eventId: event.id });
    } catch (error) {
      throw handlerFailure({ projection: free.name, event }, error);
    }
  }
}
