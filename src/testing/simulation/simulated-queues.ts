import type { StoredEvent } from "../../model/message.ts";
import type { ProjectionTable, ReactorTable, Tables } from "../../model/tables.ts";
import { placeEvents } from "../../runtime/letters/place-event.ts";
import type { ProcessorEvent } from "../../runtime/processors/event-page.ts";
import { upcastEvents } from "../../runtime/upcast-events.ts";

/** The events of a processor that it has not handled: in order within a sequence, in any order across them. */
export interface SimulatedQueues {
  /** The first of each sequence, sequences in the order in which they came. */
  heads(): readonly ProcessorEvent[];
  /** The head of the sequence is handled. */
  done(sequence: string): void;
  /** Nothing of the sequence is handled any more: its head failed. */
  park(sequence: string): void;
  readonly parked: ReadonlySet<string>;
}

export function simulatedQueues(
  table: ProjectionTable | ReactorTable,
  { log, tables }: { readonly log: { listen(hear: (event: StoredEvent) => void): void }; readonly tables: Tables },
): SimulatedQueues {
  const queues = new Map<string, ProcessorEvent[]>();
  const parked = new Set<string>();
  const place = placeEvents(table);
  const types = new Set(table.eventTypes);
  log.listen((stored) => {
    const aggregate = tables.aggregates[stored.stream.type];
    const events = aggregate === undefined ? [stored] : upcastEvents(aggregate, [stored]);
    for (const [subIndex, event] of events.entries()) {
      if (!types.has(event.type)) continue;
      const item = place(event, subIndex);
      const queue = queues.get(item.sequence);
      if (queue === undefined) queues.set(item.sequence, [item]);
      else queue.push(item);
    }
  });
  return {
    heads: () =>
      [...queues].flatMap(([sequence, [head]]) => (head === undefined || parked.has(sequence) ? [] : [head])),
    done: (sequence) => {
      const queue = queues.get(sequence);
      queue?.shift();
      if (queue?.length === 0) queues.delete(sequence);
    },
    park: (sequence) => {
      parked.add(sequence);
    },
    parked,
  };
}

/** What an event is called in labels. */
export function eventText({ event }: ProcessorEvent): string {
  return `${event.type} of ${event.stream.id} (version ${event.version})`;
}
