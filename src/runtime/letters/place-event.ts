import { keyHash } from "../../base/key-hash.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { type EventPart, type SequencedTable, sequenceOf, streamSequence } from "./sequence-of.ts";

/**
 * Finds the sequence of a processor's events. Never throws: an event whose key cannot be found out is `broken` and belongs to the sequence of
 * its stream, so that it stops nobody else.
 */
export function placeEvents(table: SequencedTable): (event: StoredEvent, subIndex: number) => ProcessorEvent {
  return (event, subIndex) => {
    // Nobody needs the key of what is not handled.
    if (!(event.type in table.handlers)) return inStream(table, { event, subIndex });
    try {
      const sequence = sequenceOf(table, { event, subIndex });
      return { event, subIndex, sequence, hash: keyHash(sequence) };
    } catch (broken) {
      return { ...inStream(table, { event, subIndex }), broken };
    }
  };
}

/** What comes after it in its stream, or in the row of its stream, has to wait behind it when it is parked. */
function inStream(table: SequencedTable, { event, subIndex }: EventPart): ProcessorEvent {
  const sequence = table.sequence.kind === "rowKey" ? event.stream.id : streamSequence(event);
  return { event, subIndex, sequence, hash: keyHash(sequence) };
}
