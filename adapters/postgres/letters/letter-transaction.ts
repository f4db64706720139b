import {
  keyHash,
  type LetterLimits,
  type LetterTransaction,
  MyelinError,
  matches,
  type NewLetter,
  type Segment,
} from "../../../src/runtime/mod.ts";
import type { Session, SqlResult, SqlValue } from "../driver.ts";
import { numberAt, onlyText, textAt } from "../sql/columns.ts";
import { asInteger, type SchemaName } from "../sql/schema-name.ts";
import { storableJson } from "../sql/storable-json.ts";
import { causeText } from "./letter-columns.ts";
import { enqueueText, evictText, ofSequenceText, parkedText, requeueText } from "./letter-texts.ts";

export interface LetterTransactionOptions {
  readonly session: Pick<Session, "query">;
  readonly schema: SchemaName;
  readonly processor: string;
  /** What is locked. */
  readonly segments: readonly Segment[];
}

/** Counts the changes, also those that a savepoint undid. */
export interface LetterCounting {
  changes(): number;
}

export interface CountedLetters extends LetterCounting {
  readonly letters: LetterTransaction;
}

/** Changes of one segment's letters. */
export function letterTransaction(options: LetterTransactionOptions): CountedLetters {
  const { session, schema, processor, segments } = options;
  let changes = 0;
  const change = async (text: string, values: readonly SqlValue[]): Promise<SqlResult> => {
    refuseForeign(options, values[0] ?? "");
    changes++;
    return session.query({ text, values: [processor, ...values], prepare: true });
  };
  const enqueue = async (sequence: string, letter: Enqueuing): Promise<string> =>
    onlyText(await change(enqueueText(schema), [sequence, ...enqueueValues(sequence, letter)]));
  return {
    changes: () => changes,
    letters: {
      parked: async () => {
        const parked = new Set<string>();
        for (const { id, mask } of segments) {
          const values = [processor, String(id), String(mask)];
          const { rows } = await session.query({ text: parkedText(schema), values, prepare: true });
          for (const row of rows) parked.add(textAt(row, 0));
        }
        return parked;
      },
      ofSequence: async (sequence) => {
        const { rows } = await session.query({
          text: ofSequenceText(schema),
          values: [processor, sequence],
          prepare: true,
        });
        return rows.map((row) => ({ index: numberAt(row, 0), eventType: textAt(row, 1) }));
      },
      enqueue: async (sequence, letter) =>
        (await enqueue(sequence, { letter, ifPresent: false })) === "full" ? "full" : "enqueued",
      enqueueIfPresent: async (sequence, letter) => {
        const outcome = await enqueue(sequence, { letter, ifPresent: true });
        return outcome === "enqueued" || outcome === "full" ? outcome : "absent";
      },
      evict: async (sequence, { index, token = null }) => {
        const outcome = onlyText(await change(evictText(schema), [sequence, String(index), token]));
        return outcome === "evicted" || outcome === "emptied" ? outcome : "unknown";
      },
      requeue: async (sequence, { index, token = null, cause, diagnostics }) => {
        const kept = [causeText(cause), JSON.stringify(storableJson(diagnostics))];
        const { count } = await change(requeueText(schema), [sequence, String(index), token, ...kept]);
        return count > 0 ? "requeued" : "unknown";
      },
    },
  };
}

interface Enqueuing {
  readonly letter: NewLetter & LetterLimits;
  readonly ifPresent: boolean;
}

function enqueueValues(sequence: string, { letter, ifPresent }: Enqueuing): readonly SqlValue[] {
  const { event, eventType, cause, diagnostics, maxSequences, maxLetters } = letter;
  const place = [String(asInteger(keyHash(sequence))), event.position, String(event.subIndex), eventType];
  const kept = [causeText(cause), JSON.stringify(storableJson(diagnostics))];
  return [...place, ...kept, String(maxSequences), String(maxLetters), ifPresent ? "t" : "f", event.inbox ?? null];
}

function refuseForeign({ processor, segments }: LetterTransactionOptions, sequence: string): void {
  const hash = keyHash(sequence);
  if (segments.some((segment) => matches(segment, hash))) return;
  const message = `Cannot change the letters of "${processor}/${sequence}": the transaction holds another segment; work on the one that matches the key`;
  throw new MyelinError("internal", message);
}
