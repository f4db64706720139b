import { type Announcement, type BatchTransaction, isShadow, type Segment } from "../../src/runtime/mod.ts";
import { journal } from "./journal.ts";
import { letterChanges } from "./memory-letter-changes.ts";
import type { MemoryLetterBox } from "./memory-letters.ts";
import { appendTo, eventsOf, type MemoryLog } from "./memory-log.ts";
import type { MemoryTables } from "./memory-tables.ts";
import { type MemoryWorkflowBox, memoryWorkflowChanges } from "./memory-workflow-changes.ts";
import { noSql } from "./no-sql.ts";
import type { WritersPen } from "./writers-pen.ts";

/** What a transaction of a processor works on. */
export interface MemoryGround {
  readonly tables: MemoryTables;
  readonly box: MemoryLetterBox;
  readonly workflows: MemoryWorkflowBox;
  readonly log: MemoryLog;
  readonly pen: WritersPen;
}

export interface MemoryTransaction {
  readonly transaction: BatchTransaction;
  /** Counts changes of letters. */
  letterChanges(): number;
  clearLetters(): void;
  /** Waits until everything can be stored without a pause. */
  ready(): Promise<void>;
  commit(): void;
}

export interface MemoryTransactionOptions {
  readonly processor: string;
  /** What is locked. */
  readonly segments: readonly Segment[];
}

/** Changes of rows, letters and the log that show only after `commit`, all at once. */
export function memoryTransaction(
  { tables, box, workflows, log, pen }: MemoryGround,
  { processor, segments }: MemoryTransactionOptions,
): MemoryTransaction {
  const notes = journal();
  const changes = tables.begin(notes, isShadow(processor) ? processor : undefined);
  const flows = memoryWorkflowChanges(workflows, notes);
  const letters = letterChanges({ box, journal: notes, processor, segments, dropped: flows.dropRow });
  const announced: Announcement[] = [];
  return {
    transaction: {
      rows: changes.rows,
      db: noSql(),
      letters: letters.letters,
      workflows: flows.transaction,
      apart: (work) => notes.apart(work),
      announce: async (announcements) => {
        const before = announced.length;
        notes.note(() => {
          announced.length = before;
        });
        announced.push(...announcements);
      },
      truncate: async (emptied) => changes.truncate(emptied),
    },
    letterChanges: letters.count,
    clearLetters: letters.clear,
    ready: async () => {
      while (announced.length > 0 && pen.ended() !== undefined) await pen.ended();
    },
    commit: () => {
      changes.commit();
      letters.commit();
      flows.commit();
      for (const announcement of announced) announce(log, announcement);
    },
  };
}

/** Behind whatever the stream holds; the event is a command and a conversation of its own. */
export function announce(log: MemoryLog, { stream, event }: Announcement): void {
  const head = eventsOf(log, stream).at(-1);
  const command = { id: event.id, name: event.type, correlationId: event.id, causationId: null };
  const expected = { version: head?.version ?? 0, eventId: head?.id ?? null };
  appendTo(log, { stream, expected, events: [event], command });
}
