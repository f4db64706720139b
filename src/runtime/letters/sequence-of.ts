import type { StoredEvent } from "../../model/message.ts";
import type { PolicyNode } from "../../model/policy-node.ts";
import type { EffectTable, FoldTable, ProjectionTable, WorkflowTable } from "../../model/tables.ts";
import { rowKeyText } from "../../store/segment-store.ts";
import { type KeySpelling, policyKey } from "../commands/sequence-key.ts";
import { rowKeyOf } from "../processors/row-key.ts";

/** Any table that says how its processor goes along the log. */
export type AnyProcessorTable = SequencedTable | WorkflowTable;
/** Those whose sequences come of the event alone. */
export type SequencedTable = ProjectionTable | EffectTable;

/** An event in today's shape. */
export interface EventPart {
  readonly event: StoredEvent;
  /** 0, or the place among what an upcaster made of the stored event. */
  readonly subIndex: number;
}

// Operators read and type them: no prefixes. Two policies of one `firstOf` that give one text share a sequence, which is only coarser.
const ofEvents: KeySpelling = { route: (type, id) => `${type}/${id}`, value: (text) => text };

/**
 * The sequence key of an event for a processor: `type/id` of the stream by default, the row's key for a fold. An event without a
 * key is a sequence of its own, by its id.
 *
 * Throws what a policy's function or a fold's `by` throws.
 */
export function sequenceOf(table: SequencedTable, part: EventPart): string {
  const { sequence } = table;
  if (sequence.kind === "rowKey")
    return table.form === "fold" ? rowSequence(table, part.event) : streamSequence(part.event);
  if (sequence.kind === "byRoute" || sequence.kind === "instance") return streamSequence(part.event);
  return policySequence(sequence, part) ?? ownSequence(part);
}

/** The sequence of an event's stream: the default, and where an event goes whose own key cannot be found out. */
export function streamSequence({ stream }: StoredEvent): string {
  return `${stream.type}/${stream.id}`;
}

function rowSequence(fold: FoldTable, event: StoredEvent): string {
  const handler = fold.handlers[event.type];
  if (handler?.by === undefined) return event.stream.id;
  return rowKeyText(rowKeyOf(fold, { handler, event }));
}

function policySequence(policy: PolicyNode, { event }: EventPart): string | undefined {
  const { type: name, data: payload, metadata, stream } = event;
  const source = { name, payload, metadata, route: stream.id, aggregate: stream.type };
  return policyKey(policy, { source, spelling: ofEvents });
}

function ownSequence({ event, subIndex }: EventPart): string {
  return subIndex === 0 ? event.id : `${event.id}#${subIndex}`;
}
