import type { NewEvent, StoredEvent, StreamRef } from "../../model/message.ts";
import type { AggregateTable } from "../../model/tables.ts";
import type { CachedStream } from "./stream-cache.ts";

/** The state of a stream with these events. One without a handler (it was removed from the code since) changes nothing. */
export function evolveState(aggregate: AggregateTable, events: readonly StoredEvent[]): unknown {
  let state = aggregate.initial();
  for (const event of events) {
    const evolve = aggregate.evolve[event.type];
    if (evolve !== undefined) state = evolve(state, event.data, event);
  }
  return state;
}

export interface Evolving {
  readonly on: CachedStream;
  readonly stream: StreamRef;
  readonly events: readonly NewEvent[];
}

/** What decided events leave behind once they are appended. Their positions are not known yet: the head keeps its own. */
export function evolveDecided(aggregate: AggregateTable, { on, stream, events }: Evolving): CachedStream {
  let { state, head } = on;
  for (const { id, type, data, metadata } of events) {
    const version = head.version + 1;
    const evolve = aggregate.evolve[type];
    if (evolve !== undefined) state = evolve(state, data, { stream, version, metadata });
    head = { version, eventId: id, position: head.position };
  }
  return { state, head };
}
