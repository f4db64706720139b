import type { StoredEvent } from "../../model/message.ts";
import type { ProjectionContext } from "../../model/node.ts";
import { isAfter } from "../../model/position.ts";
import type { LetterFacts, Replay } from "../../model/processor-node.ts";

/** What goes along with an event to its handler. */
export interface Circumstances {
  /** The replay that the processor is in. */
  readonly replay: Replay | undefined;
  /** Present when the event is handled as a letter. */
  readonly letter?: LetterFacts | undefined;
}

/** Whether the processor sees the event for the second time. */
export function isReplayed({ position }: StoredEvent, replay: Replay | undefined): replay is Replay {
  return replay !== undefined && !isAfter(position, replay.until);
}

/** What a handler may look at beside the event's data. */
export function eventContext(event: StoredEvent, { replay, letter }: Circumstances): ProjectionContext {
  const { stream, version, metadata, recordedAt, position, id: eventId, commandId, correlationId } = event;
  const context = { stream, version, metadata, recordedAt, position, eventId, commandId, correlationId };
  const replayed = isReplayed(event, replay);
  // Nearly always neither: then no further object is made.
  if (!replayed && letter === undefined) return context;
  return Object.assign(context, replayed ? { replay } : undefined, letter === undefined ? undefined : { letter });
}
