import { type AppendRequest, type AppendResult, MyelinError, type RecordedEvent } from "../../../src/runtime/mod.ts";
import { DatabaseError } from "../database-error.ts";
import type { Driver, SqlRow, SqlStatement, SqlValue } from "../driver.ts";
import { appendError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { numberAt, positionOf, textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { recordedCommand, rejectionJson } from "./recorded-command.ts";

export interface AppendSettings {
  readonly driver: Driver;
  readonly schema: SchemaName;
  /** Milliseconds to wait for another transaction that handles the same id. */
  readonly waitMs: number;
}

export function appendText({ quoted }: SchemaName): string {
  return `select request, kind, version, positions, recorded_ms, recorded from ${quoted}.append(
  $1::text[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::integer[],
  $12::integer[], $13::integer[], $14::text[], $15::text[], $16::integer[], $17::jsonb[], $18::jsonb[], $19::integer)`;
}

/** One call of the SQL function `append`; see its migration for what it promises. */
export async function appendEvents(
  settings: AppendSettings,
  requests: readonly AppendRequest[],
): Promise<readonly AppendResult[]> {
  if (requests.length === 0) return [];
  requests.forEach(refuseUnstorable);
  try {
    const { rows } = await settings.driver.query(appendStatement(settings, requests));
    return readResults(rows, requests);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== lockNotAvailable) throw appendError(error, act(requests));
    return whileAnotherHolds(settings, requests);
  }
}

const lockNotAvailable = "55P03";

/** Somebody else is handling one of the ids, and all was rolled back: those who share a call with it go apart. */
async function whileAnotherHolds(
  settings: AppendSettings,
  requests: readonly AppendRequest[],
): Promise<readonly AppendResult[]> {
  if (requests.length === 1) return [{ kind: "in-progress" }];
  const results = await Promise.all(requests.map((request) => appendEvents(settings, [request])));
  return results.flat();
}

function act(requests: readonly AppendRequest[]): string {
  const [first] = requests;
  if (requests.length > 1 || first === undefined) return `append for ${requests.length} commands`;
  return `append to stream "${first.stream.type}/${first.stream.id}"`;
}

function appendStatement({ schema, waitMs }: AppendSettings, requests: readonly AppendRequest[]): SqlStatement {
  const values = [...requestValues(requests), ...eventValues(requests)].map(arrayLiteral);
  return { text: appendText(schema), values: [...values, String(waitMs)], prepare: true };
}

function requestValues(requests: readonly AppendRequest[]): readonly (readonly SqlValue[])[] {
  const column = (of: (request: AppendRequest) => SqlValue): readonly SqlValue[] => requests.map(of);
  return [
    column(({ stream }) => stream.type),
    column(({ stream }) => stream.id),
    column(({ expected }) => String(expected.version)),
    column(({ expected }) => expected.eventId),
    column(({ command }) => command.id),
    column(({ command }) => command.name),
    column(({ command }) => command.correlationId),
    column(({ command }) => command.causationId),
    column(({ command }) => command.keep?.hash ?? null),
    column(({ command }) => (command.keep?.rejection === undefined ? null : rejectionJson(command.keep.rejection))),
    column(({ events }) => String(events.length)),
  ];
}

function eventValues(requests: readonly AppendRequest[]): readonly (readonly SqlValue[])[] {
  const all = requests.flatMap(({ events, expected }, request) =>
    events.map((event, index) => ({ event, request: request + 1, version: expected.version + index + 1 })),
  );
  return [
    all.map(({ request }) => String(request)),
    all.map(({ version }) => String(version)),
    all.map(({ event }) => event.id),
    all.map(({ event }) => event.type),
    all.map(({ event }) => String(event.schemaVersion)),
    all.map(({ event }) => JSON.stringify(event.data)),
    all.map(({ event }) => JSON.stringify(event.metadata)),
  ];
}

function readResults(rows: readonly SqlRow[], requests: readonly AppendRequest[]): readonly AppendResult[] {
  const byRequest = new Map(rows.map((row) => [numberAt(row, 0), row]));
  return requests.map((request, index) => readResult(byRequest.get(index + 1), request));
}

function readResult(row: SqlRow | undefined, { command, events, expected }: AppendRequest): AppendResult {
  const kind = textAt(row, 1);
  if (kind === "conflict") return { kind, version: numberAt(row, 2) };
  if (kind === "appended") {
    const positions: unknown = JSON.parse(textAt(row, 3));
    const stored = events.map(
      ({ type }, index): RecordedEvent => ({
        type,
        version: expected.version + index + 1,
        position: positionIn(positions, index),
      }),
    );
    return { kind, events: stored, recordedAt: new Date(numberAt(row, 4)) };
  }
  const recorded = row?.[5] ?? null;
  // Swept between the claim and the look: whoever asks again finds the id free.
  return recorded === null
    ? { kind: "in-progress" }
    : { kind: "duplicate", recorded: recordedCommand(command.id, recorded) };
}

function positionIn(positions: unknown, index: number): RecordedEvent["position"] {
  return positionOf(Array.isArray(positions) ? String(positions[index]) : "");
}

/** JSON escapes them and Postgres refuses; elsewhere a client would silently store U+FFFD, and two ids would be one. */
const unstorable = /[\0\p{Surrogate}]/u;

function refuseUnstorable({ stream, command }: AppendRequest): void {
  const texts = [stream.type, stream.id, command.id, command.name, command.correlationId, command.causationId ?? ""];
  if (!texts.some((text) => unstorable.test(text))) return;
  const message = `Cannot append for command "${command.name}": an id holds U+0000 or half of a surrogate pair, which Postgres cannot keep; remove it`;
  throw new MyelinError("invalid_command", message);
}
