import type { Json } from "../../base/json.ts";
import type { NewEvent, StreamRef } from "../../model/message.ts";
import type { AggregateTable } from "../../model/tables.ts";
import type { LoadedStream } from "../../store/event-store.ts";
import { upcastEvents } from "../upcast-events.ts";
import type { CachedStream } from "./stream-cache.ts";

/** What a stream stands for as it was loaded. An event without a handler (removed from the code since) changes nothing. */
export function evolveLoaded(aggregate: AggregateTable, { snapshot, events, head }: LoadedStream): CachedStream {
  let state = snapshot === undefined ? aggregate.initial() : decoded(aggregate, snapshot.state);
  for (const event of upcastEvents(aggregate, events)) {
    const evolve = aggregate.evolve[event.type];
    if (evolve !== undefined) state = evolve(state, event.data, event);
  }
  return { state, head, kept: snapshot?.version ?? 0 };
}

function decoded({ snapshot }: AggregateTable, state: Json): unknown {
  return snapshot?.decode === undefined ? state : snapshot.decode(state);
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
  return { state, head, kept: on.kept };
}
