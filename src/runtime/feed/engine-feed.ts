import type { StoredEvent, StreamRef } from "../../model/message.ts";
import type { Position } from "../../model/position.ts";

/** Which events of the log are wanted: those that fit all of it. */
export interface FeedFilter {
  /** Qualified types, as today's code names them. */
  readonly types?: readonly string[];
  /** Stream types. */
  readonly aggregates?: readonly string[];
  readonly stream?: StreamRef;
}

/** A stretch of the log, or of one stream. */
export interface FeedStretch {
  readonly after: Position;
  /** A safe head, as `head` or `after` answered it. */
  readonly upTo: Position;
  /** Stored events, at most. */
  readonly limit: number;
  readonly filter?: FeedFilter;
  /** Of the filter's stream: events with a higher version are wanted; spares who goes on the way from its beginning. */
  readonly version?: number;
}

/** An event in today's shape. */
export interface FeedEvent {
  readonly event: StoredEvent;
  /** 0, or the place among what an upcaster made of the stored event. */
  readonly part: number;
  /** Whether nothing else comes of the stored event. */
  readonly last: boolean;
}

/** Events in the order of the log. */
export interface FeedPage {
  readonly events: readonly FeedEvent[];
  /** Nothing else is wanted up to here. */
  readonly upTo: Position;
  /** Of the filter's stream: where the next page begins. */
  readonly version: number;
}

/** The log for whoever follows it: what is settled, nothing skipped, in today's shapes. */
export interface EngineFeed {
  /** The safe head, looked for now. */
  head(): Promise<Position>;
  /** The safe head, once it lies after `position`; as it is when the signal aborts. */
  after(position: Position, signal: AbortSignal): Promise<Position>;
  /** An event that cannot be brought into today's shape comes as it is stored, with its own schema version; the log says so. */
  read(stretch: FeedStretch): Promise<FeedPage>;
  /**
   * Refuses what nobody could follow.
   *
   * @throws MyelinError `invalid_query` for types and aggregates that are not there, `cursor_ahead` beyond the log's end
   */
  check(wanted: FeedFilter & { readonly after?: Position }): Promise<void>;
  /** Aborted when the engine stops. */
  readonly stopping: AbortSignal;
}
