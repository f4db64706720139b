import { messageOf } from "../../base/error.ts";
import type { StoredEvent, StreamRef } from "../../model/message.ts";
import type { AggregateTable, Tables } from "../../model/tables.ts";
import type { EventStore } from "../../store/event-store.ts";
import { readKnownStream } from "../read-known-stream.ts";
import { upcastEvents } from "../upcast-events.ts";

/** An event of a stream, and what the aggregate was after it. */
export interface StreamMoment {
  /** As it was stored. */
  readonly event: StoredEvent;
  /** As the aggregate sees it today; none where an upcaster drops it. Absent where it was stored so. */
  readonly today?: readonly Pick<StoredEvent, "type" | "data">[];
  /** The aggregate's state behind it; undefined where this application does not declare the aggregate, or after a failure. */
  readonly state: unknown;
  /** Why the state cannot be told from here on. */
  readonly failure?: string;
}

/** Which moments of a stream are looked at. */
export interface MomentQuery {
  readonly stream: StreamRef;
  /** Versions behind this one. */
  readonly after: number;
  /** Moments, at most. */
  readonly limit: number;
}

export interface MomentPorts {
  readonly tables: Tables;
  readonly events: EventStore;
}

/** Events read at once. */
const pageSize = 1000;

/**
 * A page of a stream with the state after each event: folded by the evolvers of today from the stream's beginning, so a page far back in a
 * long stream costs what all before it costs.
 *
 * @throws MyelinError `unknown_stream` when the stream has no event at all
 */
export async function streamMoments(
  { stream, after, limit }: MomentQuery,
  { tables, events }: MomentPorts,
): Promise<readonly StreamMoment[]> {
  const aggregate = tables.aggregates[stream.type];
  let state: Folded = { state: aggregate?.initial() };
  const found: StreamMoment[] = [];
  let read = 0;
  for (;;) {
    const page = await readKnownStream(events, { stream, after: read, limit: pageSize });
    for (const event of page) {
      const before = state;
      const shown = event.version > after;
      state = folded(before, { aggregate, event });
      if (shown) found.push(momentOf(event, state));
      if (found.length === limit) return found;
    }
    if (page.length < pageSize) return found;
    read = page.at(-1)?.version ?? read;
  }
}

interface Folded {
  readonly state: unknown;
  readonly failure?: string;
  readonly today?: readonly StoredEvent[];
}

interface Folding {
  readonly aggregate: AggregateTable | undefined;
  readonly event: StoredEvent;
}

function folded({ state, failure }: Folded, { aggregate, event }: Folding): Folded {
  if (failure !== undefined) return { state: undefined, failure };
  if (aggregate === undefined) return { state: undefined };
  try {
    const today = upcastEvents(aggregate, [event]);
    const next = today.reduce((was, one) => aggregate.evolve[one.type]?.(was, one.data, one) ?? was, state);
    return { state: next, today };
  } catch (error) {
    return { state: undefined, failure: messageOf(error) };
  }
}

function momentOf(event: StoredEvent, { state, failure, today }: Folded): StreamMoment {
  const changed = today !== undefined && (today.length !== 1 || today[0] !== event);
  // Kept as it is at this moment: an evolver that changes the state in place would change what was told before.
  const kept = state === undefined ? undefined : structuredClone(state);
  return {
    event,
    state: kept,
    ...(failure === undefined ? {} : { failure }),
    ...(changed ? { today: today.map(({ type, data }) => ({ type, data })) } : {}),
  };
}
