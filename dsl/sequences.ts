import { type SequenceAnnouncement, sequenceAggregate } from "../src/model/sequence-announcement.ts";

/** What the engine announces about sequences, to be handled like an aggregate's events; it is no component. */
export interface SequenceEvents {
  readonly node: { readonly kind: "engine"; readonly name: typeof sequenceAggregate };
  /** Types only; never there at run time. */
  readonly "~types"?:
    | {
        readonly events: {
          /** The first letter of a sequence was enqueued: from here on the processor is behind in this sequence. */
          readonly SequenceParked: SequenceAnnouncement;
          /** The last letter of a sequence is gone: the processor is up to date in it again. */
          readonly SequenceResumed: SequenceAnnouncement;
        };
      }
    | undefined;
}

/**
 * The engine's own events about sequences that wait in the dead-letter table, `SequenceParked` and `SequenceResumed`, so that a read
 * model can show that one of its rows is behind. Each is written in the transaction that parks or resumes the sequence.
 *
 * @example
 * ```ts
 * projection
 *   .fold("parked", { table: parkedTable, initial: { count: 0 } })
 *   .on(
 *     sequences,
 *     { SequenceParked: ({ count }) => ({ count: count + 1 }), SequenceResumed: ({ count }) => ({ count: count - 1 }) },
 *     { by: ({ processor }) => processor },
 *   );
 * ```
 */
export const sequences: SequenceEvents = Object.freeze({
  node: Object.freeze({ kind: "engine", name: sequenceAggregate }),
});
