import type { StoredEvent } from "../../model/message.ts";
import { isAfter, type Position } from "../../model/position.ts";

/** An event as a processor's handlers see it, and where it belongs. */
export interface ProcessorEvent {
  /** In today's shape. */
  readonly event: StoredEvent;
  /** 0, or the place among what an upcaster made of the stored event. */
  readonly subIndex: number;
  readonly sequence: string;
  /** Of the sequence. */
  readonly hash: number;
  /** What an upcaster or the sequence policy threw: no handler can be called. The sequence is then that of the event's stream. */
  readonly broken?: unknown;
}

/** A stretch of the log as one processor sees it. */
export interface EventPage {
  readonly after: Position;
  /** Nothing else is wanted up to here. */
  readonly upTo: Position;
  /** In the order of the log. */
  readonly events: readonly ProcessorEvent[];
}

/** Whether the page tells what comes after a position. */
export function covers({ after, upTo }: EventPage, position: Position): boolean {
  return !isAfter(after, position) && isAfter(upTo, position);
}
