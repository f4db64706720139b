import type { FreeTable } from "../../model/tables.ts";
import { eventContext, isReplayed } from "./event-context.ts";
import type { ProcessorEvent } from "./event-page.ts";
import { handlerFailure } from "./handler-failure.ts";
import type { Projecting } from "./projecting.ts";

/** Sequences under way at once, at most: their statements go out without waiting for each other's answers. */
const maxSequences = 32;

/**
 * Calls a free projection's handlers in the batch's transaction: those of one sequence one after another, in the order of the log,
 * those of different sequences side by side. When one fails, no further one is called, and what is under way is waited for.
 */
export async function projectFree(free: FreeTable, projecting: Projecting): Promise<void> {
  const waiting = [...bySequence(projecting.events).values()].reverse();
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

/** In the order in which the sequences come first. */
function bySequence(events: readonly ProcessorEvent[]): ReadonlyMap<string, readonly ProcessorEvent[]> {
  const sequences = new Map<string, ProcessorEvent[]>();
  for (const item of events) {
    const known = sequences.get(item.sequence);
    if (known === undefined) sequences.set(item.sequence, [item]);
    else known.push(item);
  }
  return sequences;
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
