import type { EngineFeed, FeedEvent, Position } from "../../../src/runtime/mod.ts";
import type { KeyedFilter } from "./event-tail.ts";
import { eventFrame, joinFrames } from "./frames.ts";
import type { EventCursor } from "./wanted-events.ts";

/** What a listener that is behind gets of the store. */
export interface FramedPage {
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  readonly upTo: Position;
  /** Of a single stream: where to read on. */
  readonly version: number;
}

export interface PageRequest {
  readonly cursor: EventCursor;
  readonly upTo: Position;
  readonly wanted: KeyedFilter;
  readonly version: number;
}

/** Stored events a page, at most. */
const pageSize = 200;
/** Reads at once: who resumes must not take the database from commands. */
const maxReads = 4;
/** Pages kept for those who come from the same place, such as all that a restart has cut off. */
const maxKept = 8;

/** Reads pages of the log for all who are behind: one read for those who stand at the same place and want the same. */
export function sharedPages(feed: EngineFeed): (request: PageRequest) => Promise<FramedPage> {
  const kept = new Map<string, Promise<FramedPage>>();
  const inTurn = turns(maxReads);
  return (request) => {
    const { cursor, wanted, version } = request;
    const place = `${cursor.after} ${cursor.parts} ${version} ${wanted.key}`;
    const found = kept.get(place);
    if (found !== undefined) return found;
    const reading = inTurn(() => readPage(feed, request));
    kept.set(place, reading);
    reading.catch(() => kept.delete(place));
    for (const old of [...kept.keys()].slice(0, -maxKept)) kept.delete(old);
    return reading;
  };
}

async function readPage(feed: EngineFeed, { cursor, upTo, wanted, version }: PageRequest): Promise<FramedPage> {
  const page = await feed.read({ after: cursor.after, upTo, limit: pageSize, filter: wanted.filter, version });
  const frames = unseen(page.events, cursor).map(eventFrame);
  return { bytes: joinFrames(frames), upTo: page.upTo, version: page.version };
}

/** Without the parts that the cursor says were seen: of the stored event right behind it. */
export function unseen(events: readonly FeedEvent[], { after, parts }: EventCursor): readonly FeedEvent[] {
  if (parts === 0) return events;
  const split = String(BigInt(after) + 1n);
  return events.filter(({ event, part }) => event.position !== split || part >= parts);
}

/** At most so many at once; the others wait in order. */
function turns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
