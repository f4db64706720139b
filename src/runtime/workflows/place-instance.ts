import { keyHash } from "../../base/key-hash.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import { eventContext } from "../processors/event-context.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { latestOf } from "./draft.ts";
import { senderOf } from "./workflow-key.ts";

/**
 * The instance that an event is for: the one that its group's `by` names; else the one whose command made it; else, for an event that
 * starts one, that of the stream's name. Undefined: it is for none. Throws what `by` throws.
 */
export function instanceOf(table: WorkflowTable, event: StoredEvent): string | undefined {
  const { type, data, metadata, stream } = event;
  const by = table.correlate[type];
  if (by !== undefined) {
    const named = by(data, eventContext(event, { replay: undefined }));
    if (named !== undefined && named !== null) return idOf(named, { table, event });
  }
  const sender = senderOf(metadata, table.name);
  if (sender !== undefined && isAwaited(table, type)) return sender;
  return by === undefined && latestOf(table)?.starts[type] !== undefined ? stream.id : undefined;
}

/** Whether an instance may react to it: what only starts one is for a new one, whoever caused it. */
function isAwaited({ versions }: WorkflowTable, type: string): boolean {
  return Object.values(versions).some(
    ({ inAny, inState }) => type in inAny.on || Object.values(inState).some(({ on }) => type in on),
  );
}

interface Naming {
  readonly table: WorkflowTable;
  readonly event: StoredEvent;
}

function idOf(named: unknown, { table, event }: Naming): string {
  if (typeof named === "string" && named !== "") return named;
  if (typeof named === "number" && Number.isFinite(named)) return String(named);
  const spelt = JSON.stringify(named) ?? String(named);
  throw new TypeError(
    `Cannot find the instance of workflow "${table.name}" for event "${event.type}": "by" answered ${spelt}; answer a text, a number, or nothing`,
  );
}

/** Finds the instance of a workflow's events; undefined for those that are for none. One whose instance cannot be found out is `broken`, and belongs to its stream. */
export function placeInstances(
  table: WorkflowTable,
): (event: StoredEvent, subIndex: number) => ProcessorEvent | undefined {
  const wanted = new Set(table.eventTypes);
  return (event, subIndex) => {
    if (!wanted.has(event.type)) return undefined;
    try {
      const sequence = instanceOf(table, event);
      return sequence === undefined ? undefined : { event, subIndex, sequence, hash: keyHash(sequence) };
    } catch (broken) {
      const sequence = `${event.stream.type}/${event.stream.id}`;
      return { event, subIndex, sequence, hash: keyHash(sequence), broken };
    }
  };
}
