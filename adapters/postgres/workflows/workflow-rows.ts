import {
  type HistoryEntry,
  type InboxRow,
  type InstanceHead,
  isRecord,
  type Json,
  MyelinError,
  type SentCommand,
  type TimerRow,
} from "../../../src/runtime/mod.ts";
import type { SqlRow } from "../driver.ts";
import { parseJson } from "../events/event-columns.ts";
import { textAt } from "../sql/columns.ts";

/** What the engine wrote itself comes back as it was, but for its dates. */
export function headOf(text: string): InstanceHead {
  const head = objectIn(text);
  const { startedAt, updatedAt, endedAt } = head;
  const dates = { startedAt: dateOf(startedAt), updatedAt: dateOf(updatedAt) };
  // Written as an InstanceHead by this store alone.
  return { ...head, ...dates, endedAt: endedAt === null ? null : dateOf(endedAt) } as unknown as InstanceHead;
}

export function entryOf(text: string): HistoryEntry {
  const entry = objectIn(text);
  return { ...entry, at: dateOf(entry.at) } as unknown as HistoryEntry; // written by this store alone
}

export function commandOf(text: string): SentCommand {
  return objectIn(text) as unknown as SentCommand; // written by this store alone
}

export function commandsOf(text: string): readonly SentCommand[] {
  return parseJson(text) as unknown as readonly SentCommand[]; // written by this store alone
}

/** A row that has the columns of the inbox, in a list of JSON. */
export function inboxRow(columns: readonly Json[]): InboxRow {
  const [workflow, id, number, content, parent, correlationId, createdAt] = columns;
  const facts = { workflow: String(workflow), id: String(id), number: String(number) };
  // Written by this store alone.
  const kept = { content, parent: parent ?? null, correlationId: correlationId ?? null } as unknown as InboxRow;
  return { ...facts, ...kept, createdAt: new Date(Number(createdAt)) };
}

/** The same from a row of a result. */
export function inboxRowAt(row: SqlRow): InboxRow {
  const [content, parent] = [parseJson(textAt(row, 3)), row[4] ?? null];
  const place = [textAt(row, 0), textAt(row, 1), textAt(row, 2)];
  return inboxRow([...place, content, parent === null ? null : parseJson(parent), row[5] ?? null, textAt(row, 6)]);
}

export function timerRow(columns: readonly Json[]): TimerRow {
  const [workflow, id, name, key, dueAt, data = null] = columns;
  const place = { workflow: String(workflow), id: String(id), name: String(name), key: String(key) };
  return { ...place, dueAt: new Date(Number(dueAt)), data };
}

/** Lists of columns in a list. */
export function listsOf(text: string): readonly (readonly Json[])[] {
  const lists = parseJson(text);
  return Array.isArray(lists) ? lists.filter((one): one is readonly Json[] => Array.isArray(one)) : [];
}

function objectIn(text: string): Readonly<Record<string, Json>> {
  const value = parseJson(text);
  if (!isRecord(value)) throw new MyelinError("internal", "Cannot read a workflow's row: it is no object; report this");
  return value as Readonly<Record<string, Json>>; // JSON.parse makes nothing but Json
}

function dateOf(value: Json | undefined): Date {
  return new Date(String(value));
}
