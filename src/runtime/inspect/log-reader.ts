import type { StoredEvent } from "../../model/message.ts";
import { type Position, startOfLog, wellBefore } from "../../model/position.ts";
import type { EventStore } from "../../store/event-store.ts";

/** A stretch of the log, whole: no event at or before `upTo` is missing. */
export interface LogStretch {
  /** In order of position. */
  readonly events: readonly StoredEvent[];
  /** Where a reader goes on. */
  readonly upTo: Position;
}

type Events = Pick<EventStore, "safeHead" | "readLog">;

/** What came behind a place, at most `limit` events of it. */
export async function eventsAfter(
  { after, limit }: { readonly after: Position; readonly limit: number },
  events: Events,
): Promise<LogStretch> {
  const head = await events.safeHead();
  const found = await events.readLog({ after, upTo: head, limit });
  return { events: found, upTo: found.length < limit ? head : (found.at(-1)?.position ?? head) };
}

/** The last events of the log, at most `limit` of them. */
export async function latestEvents(limit: number, events: Events): Promise<LogStretch> {
  const head = await events.safeHead();
  for (let back = 2 * limit; ; back *= 8) {
    const after = wellBefore(head, back);
    const found = await events.readLog({ after, upTo: head, limit: back });
    if (found.length >= limit || after === startOfLog || back > 1_000 * limit)
      return { events: found.slice(-limit), upTo: head };
  }
}
