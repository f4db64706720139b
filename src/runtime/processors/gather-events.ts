import { isAfter, type Position } from "../../model/position.ts";
import { matches } from "../../model/segment.ts";
import { isHandled, type SegmentProgress } from "../../model/segment-progress.ts";
import type { Claim } from "../../store/segment-store.ts";
import type { ProcessorEvent } from "./event-page.ts";
import type { LogReader } from "./log-reader.ts";

/** Where a batch begins, and how far it may go. */
export interface Gathering {
  readonly reader: LogReader;
  readonly claim: Claim;
  readonly stored: SegmentProgress;
  readonly from: Position;
  readonly until: Position;
  /** Events, as many as fill a batch. */
  readonly size: number;
}

export interface Gathered {
  readonly events: readonly ProcessorEvent[];
  readonly upTo: Position;
}

/** Pages that one batch may gather its events from. */
const maxPages = 8;

/** The segment's next events that are not handled. */
export async function gatherEvents({ reader, claim, stored, from, until, size }: Gathering): Promise<Gathered> {
  const isDone = ({ hash, event }: ProcessorEvent): boolean =>
    stored.marks.length > 0 && isHandled(stored, { hash, position: event.position });
  const events: ProcessorEvent[] = [];
  let upTo = from;
  for (let pages = 0; pages < maxPages && events.length < size && isAfter(until, upTo); pages++) {
    const page = await reader.page(upTo, until);
    for (const item of page.events)
      if (matches(claim, item.hash) && isAfter(item.event.position, upTo) && !isDone(item)) events.push(item);
    upTo = page.upTo;
  }
  return { events, upTo };
}

/** What the next batch needs is read while this one is written; whoever needs it finds it, or reads it again. */
export async function readAhead({ reader, from, until, size }: Omit<Gathering, "claim" | "stored">): Promise<void> {
  let [at, events] = [from, 0];
  try {
    while (events < size && isAfter(until, at)) {
      const page = await reader.page(at, until);
      at = page.upTo;
      events += page.events.length;
    }
  } catch {
    // Whoever needs the page hears of it.
  }
}
