import { keyHash } from "../../base/key-hash.ts";
import type { StoredEvent } from "../../model/message.ts";
import { justBefore, type Position } from "../../model/position.ts";
import type { Tables } from "../../model/tables.ts";
import type { InboxRow } from "../../model/workflow-instance.ts";
import type { EventStore } from "../../store/event-store.ts";
import { type Letter, wholeEvent } from "../../store/letter-store.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { upcastEvents } from "../upcast-events.ts";
import { placeInstances } from "../workflows/place-instance.ts";
import { placeEvents } from "./place-event.ts";
import type { AnyProcessorTable } from "./sequence-of.ts";

/** What a letter stands for, by today's code. */
export interface LetterSubject {
  /** In order; empty where nothing is left to be handled, or no event is meant. */
  readonly items: readonly ProcessorEvent[];
  /** In place of events: what else came to a workflow's instance. */
  readonly row?: InboxRow;
  /** Why there is nothing; for the log. */
  readonly gone: string;
}

/** The stored event at a position; undefined where there is none. */
export async function eventAt(
  events: Pick<EventStore, "readLog">,
  position: Position,
): Promise<StoredEvent | undefined> {
  const [event] = await events.readLog({ after: justBefore(position), upTo: position, limit: 1 });
  return event;
}

/**
 * Brings the event of a letter into today's shape and finds its sequence by today's policy, which differs from the letter's where the policy
 * or an upcaster was mended. An event that is still broken stays in the letter's sequence.
 */
export function subjectOf(
  stored: StoredEvent | undefined,
  { letter, table, aggregates }: { letter: Letter; table: AnyProcessorTable; aggregates: Tables["aggregates"] },
): LetterSubject {
  if (stored === undefined) return { items: [], gone: "its event is not in the log" };
  const place = table.form === "workflow" ? placeInstances(table) : placeEvents(table);
  const isHandled = (type: string): boolean =>
    table.form === "workflow" ? table.eventTypes.includes(type) : type in table.handlers;
  const settled = (item: ProcessorEvent): ProcessorEvent =>
    item.broken === undefined ? item : { ...item, sequence: letter.sequence, hash: keyHash(letter.sequence) };
  try {
    const aggregate = aggregates[stored.stream.type];
    const parts = aggregate === undefined ? [stored] : upcastEvents(aggregate, [stored]);
    const { subIndex } = letter.event;
    const items = parts
      .flatMap((event, index) => place(event, index) ?? [])
      .filter((item) => (subIndex === wholeEvent || item.subIndex === subIndex) && isHandled(item.event.type));
    return { items: items.map(settled), gone: "nothing of its event has a handler any more" };
  } catch (broken) {
    const { sequence } = letter;
    return { items: [{ event: stored, subIndex: 0, sequence, hash: keyHash(sequence), broken }], gone: "" };
  }
}

/** The same for a letter that stands for anything but an event. */
export function leftSubject(row: InboxRow | undefined): LetterSubject {
  return row === undefined ? { items: [], gone: "its row of the inbox is gone" } : { items: [], gone: "", row };
}
