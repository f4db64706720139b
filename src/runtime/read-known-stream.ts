import { MyelinError } from "../base/error.ts";
import type { StoredEvent } from "../model/message.ts";
import type { EventStore, StreamQuery } from "../store/event-store.ts";

/**
 * A page of a stream's events. A page past the end of a stream that exists is empty.
 *
 * @throws MyelinError `unknown_stream` when the stream has no event at all
 */
export async function readKnownStream(events: EventStore, query: StreamQuery): Promise<readonly StoredEvent[]> {
  const page = await events.readStream(query);
  if (page.length > 0) return page;
  const first = query.after === 0 ? page : await events.readStream({ ...query, after: 0, limit: 1 });
  if (first.length > 0) return page;
  const { type, id } = query.stream;
  throw new MyelinError(
    "unknown_stream",
    `Cannot read stream "${type}/${id}": it has no events; check its type and id`,
  );
}
