import { keyHash } from "../../base/key-hash.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { Position } from "../../model/position.ts";
import type { ProcessorTable, Tables } from "../../model/tables.ts";
import type { EventStore } from "../../store/event-store.ts";
import { wholeEvent } from "../../store/letter-store.ts";
import { streamSequence } from "../letters/sequence-of.ts";
import { upcastEvents } from "../upcast-events.ts";
import { covers, type EventPage, type ProcessorEvent } from "./event-page.ts";

/** Reads the log for all segments of a processor that a node has: they mostly stand close together, so what one reads the others need next. */
export interface LogReader {
  /** The events after a position that lies before `head`, up to `head` or as many as a page holds. */
  page(after: Position, head: Position): Promise<EventPage>;
}

export interface LogReaderPorts {
  readonly processor: ProcessorTable;
  readonly aggregates: Tables["aggregates"];
  readonly events: Pick<EventStore, "readLog">;
  /** Where an event belongs; undefined: nowhere. */
  readonly place: (event: StoredEvent, subIndex: number) => ProcessorEvent | undefined;
  /** Events a page, at most. */
  readonly pageSize: number;
  /** Hears of each event that an upcaster drops, whenever it is read. */
  readonly dropped?: () => void;
}

/** Pages kept for whoever is not that far yet: with their size, what bounds the memory of a processor. */
const maxPages = 8;

interface Kept {
  readonly after: Position;
  readonly reading: Promise<EventPage>;
  page: EventPage | undefined;
}

export function logReader(ports: LogReaderPorts): LogReader {
  let kept: Kept[] = [];

  const read = (after: Position, head: Position): Kept => {
    const one: Kept = { after, reading: readPage(ports, { after, head }), page: undefined };
    one.reading.then(
      (page) => {
        one.page = page;
      },
      () => {
        kept = kept.filter((other) => other !== one);
      },
    );
    kept = [...kept, one].slice(-maxPages);
    return one;
  };

  return {
    page: (after, head) => {
      const found = kept.find((one) => (one.page === undefined ? one.after === after : covers(one.page, after)));
      return (found ?? read(after, head)).reading;
    },
  };
}

async function readPage(
  { processor, aggregates, events, place, pageSize, dropped = () => {} }: LogReaderPorts,
  { after, head }: { readonly after: Position; readonly head: Position },
): Promise<EventPage> {
  const stored = await events.readLog({ after, upTo: head, types: processor.storedTypes, limit: pageSize });
  // A full page may have more behind it; a short one has shown that nothing else is wanted up to the head.
  const last = stored.length < pageSize ? undefined : stored.at(-1);
  const seen: ProcessorEvent[] = [];
  for (const event of stored) placeTodays(event, { aggregates, place, seen, dropped });
  return { after, upTo: last?.position ?? head, events: seen };
}

interface Placing extends Pick<LogReaderPorts, "aggregates" | "place"> {
  readonly seen: ProcessorEvent[];
  readonly dropped: () => void;
}

/** An event that cannot be brought into today's shape is its own sequence's matter, not that of the whole page. */
function placeTodays(stored: StoredEvent, { aggregates, place, seen, dropped }: Placing): void {
  const aggregate = aggregates[stored.stream.type];
  const keep = (item: ProcessorEvent | undefined): void => {
    if (item !== undefined) seen.push(item);
  };
  if (aggregate === undefined) {
    keep(place(stored, 0));
    return;
  }
  try {
    const todays = upcastEvents(aggregate, [stored]);
    if (todays.length === 0) dropped();
    for (let subIndex = 0; subIndex < todays.length; subIndex++) {
      const event = todays[subIndex];
      if (event !== undefined) keep(place(event, subIndex));
    }
  } catch (broken) {
    const item = place(stored, 0);
    // Nobody knows what it will be, so nobody knows yet that it is for none.
    keep({ ...(item ?? inOwnStream(stored)), subIndex: wholeEvent, broken });
  }
}

function inOwnStream(event: StoredEvent): ProcessorEvent {
  const sequence = streamSequence(event);
  return { event, subIndex: 0, sequence, hash: keyHash(sequence) };
}
