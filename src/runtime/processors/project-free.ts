import { groupedBy } from "../../base/grouped-by.ts";
import type { FreeTable } from "../../model/tables.ts";
import { eventContext, isReplayed } from "./event-context.ts";
import { handlerFailure } from "./handler-failure.ts";
import type { Projecting } from "./projecting.ts";

/** Sequences under way at once, at most: their statements go out without waiting for each other's answers. */
const maxSequences = 32;

/**
 * Calls a free projection's handlers in the batch's transaction: those of one sequence one after another, in the order of the log,
 * those of different sequences side by side. When one fails, no further one is called, and what is under way is waited for.
 */
export async function projectFree(free: FreeTable, projecting: Projecting): Promise<void> {
  const waiting = [...groupedBy(projecting.events, ({ sequence }) => sequence).values()].reverse();
  const failed: { first: { readonly error: unknown } | undefined } = { first: undefined };
  const work = async (): Promise<void> => {
    for (let events = waiting.pop(); events !== undefined && failed.first === undefined; events = waiting.pop())
      await projectSequence(free, { ...projecting, events }).catch((error: unknown) => {
        failed.first ??= { error };
      });
  };
  await Promise.all(Array.from({ length: Math.min(maxSequences, waiting.length) }, work));
  if (failed.first !== undefined) throw failed.first.error;
}

async function projectSequence(free: FreeTable, projecting: Projecting): Promise<void> {
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
