import { isRecord, type Letter, type LetterCause } from "../../../src/runtime/mod.ts";
import type { SqlRow } from "../driver.ts";
import { parseJson } from "../events/event-columns.ts";
import { numberAt, positionAt, textAt } from "../sql/columns.ts";
import { storableText } from "../sql/storable-json.ts";

/** The letter in a row that begins with `letterColumns`. */
export function letterAt(row: SqlRow): Letter {
  const inbox = row[11] ?? null;
  return {
    processor: textAt(row, 0),
    sequence: textAt(row, 1),
    index: numberAt(row, 2),
    event: { position: positionAt(row, 3), subIndex: numberAt(row, 4), ...(inbox === null ? {} : { inbox }) },
    eventType: textAt(row, 5),
    cause: causeOf(row[6] ?? null),
    diagnostics: parseJson(textAt(row, 7)),
    attempts: numberAt(row, 8),
    enqueuedAt: new Date(numberAt(row, 9)),
    touchedAt: new Date(numberAt(row, 10)),
  };
}

function causeOf(text: string | null): LetterCause | null {
  const json = text === null ? null : parseJson(text);
  if (!isRecord(json)) return null;
  const { type, message, stack } = json;
  return { type: String(type), message: String(message), stack: typeof stack === "string" ? stack : null };
}

/** Errors may say anything, also what Postgres cannot keep. */
export function causeText(cause: LetterCause | null): string | null {
  if (cause === null) return null;
  const { type, message, stack } = cause;
  const kept = { type: storableText(type), message: storableText(message) };
  return JSON.stringify({ ...kept, stack: stack === null ? null : storableText(stack) });
}
