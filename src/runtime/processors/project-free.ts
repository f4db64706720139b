import type { FreeTable } from "../../model/tables.ts";
import { eventContext, isReplayed } from "./event-context.ts";
import { handlerFailure } from "./handler-failure.ts";
import type { Projecting } from "./projecting.ts";

/** Calls a free projection's handlers one after another, in the order of the log, in the batch's transaction. */
export async function projectFree(free: FreeTable, projecting: Projecting): Promise<void> {
  const { events, transaction, replay } = projecting;
  for (const { event } of events) {
    const handler = free.handlers[event.type];
    if (handler === undefined || (handler.once && isReplayed(event, replay))) continue;
    try {
      await handler.handle(transaction.db, event.data, eventContext(event, projecting));
    } catch (error) {
      throw handlerFailure({ processor: free.name, event }, error);
    }
  }
}
