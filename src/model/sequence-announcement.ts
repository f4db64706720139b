import type { StreamRef } from "./message.ts";

/** The stream type of the engine's own events about sequences: `.on(sequences, { SequenceParked: … })` subscribes to them. */
export const sequenceAggregate = "myelin.sequence";

/** The events of that stream type, by their own names. */
export const sequenceEvents = ["SequenceParked", "SequenceResumed"] as const;

/** What `SequenceParked` and `SequenceResumed` say. */
export interface SequenceAnnouncement {
  readonly processor: string;
  /** The sequence key. */
  readonly sequence: string;
}

/** The stream in which the announcements about one sequence stand. */
export function sequenceStream({ processor, sequence }: SequenceAnnouncement): StreamRef {
  return { type: sequenceAggregate, id: JSON.stringify([processor, sequence]) };
}
