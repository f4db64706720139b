import type { AppendRequest, AppendResult } from "../../../src/runtime/mod.ts";
import { DatabaseError, lockNotAvailable } from "../database-error.ts";
import type { Driver, SqlRow, SqlStatement } from "../driver.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { numberAt, positionAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";

export interface AppendOneSettings {
  readonly driver: Pick<Driver, "query">;
  readonly schema: SchemaName;
  /** Milliseconds to wait for another transaction that writes the same stream. */
  readonly waitMs: number;
}

const eventsColumns =
  "stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id, causation_id, recorded_at";
const answer = "i.position, (extract(epoch from i.recorded_at) * 1000)::bigint";
/** Of this transaction alone; looked at when the insert has to wait. */
const patience = "(select set_config('lock_timeout', $8::text, true)) is not null";
const now = "(select date_trunc('milliseconds', clock_timestamp()))";

/**
 * One event. No row comes back where the head is another one, or where somebody else has just written that version: whoever
 * commits first has it. Every stream begins at version 1, so for a new one nothing needs to be looked up.
 */
export function appendEventText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.events as i (${eventsColumns})
select $1::text, $2::text, $3::integer + 1, $9::text, $10::text, $11::integer, $12::jsonb, $13::jsonb, $5::text, $6::text, $7::text, ${now}
where ${patience} and (($3::integer = 0 and $4::text is null) or ${quoted}.holds($1::text, $2::text, $3::integer, $4::text))
on conflict (stream_type, stream_id, version) do nothing
returning ${answer}`;
}

/** Several events: a version that somebody else has just written is an error (23505), for one of them alone may not be left out. */
export function appendSeveralText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.events as i (${eventsColumns})
select $1::text, $2::text, $3::integer + e.n::integer, e.id, e.type, e.schema_version, e.data, e.metadata, $5::text, $6::text, $7::text, ${now}
from unnest($9::text[], $10::text[], $11::integer[], $12::jsonb[], $13::jsonb[]) with ordinality
  as e(id, type, schema_version, data, metadata, n)
where ${patience} and ${quoted}.holds($1::text, $2::text, $3::integer, $4::text)
order by e.n
returning ${answer}`;
}

/** Where a stream stands now. A version that no stream reaches asks for the head alone. */
export function headText({ quoted }: SchemaName): string {
  return `select (extract(epoch from date_trunc('milliseconds', clock_timestamp())) * 1000)::bigint, h.version, h.id
from (select) one left join ${quoted}.load_stream($1::text, $2::text, 2147483647, null) h on true`;
}

/**
 * One command whose outcome is not kept: an insert of its own, with no function that is made for many. Undefined where it was not
 * stored and why has to be found out. Throws what the driver throws.
 */
export async function appendOne(
  settings: AppendOneSettings,
  request: AppendRequest,
): Promise<AppendResult | undefined> {
  if (request.events.length === 0) return confirmed(settings, request);
  try {
    const { rows } = await settings.driver.query(insertStatement(settings, request));
    return rows.length === 0 ? undefined : appended(request, rows);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code === uniqueViolation) return undefined;
    // Somebody writes the stream and does not end.
    if (error.code === lockNotAvailable) return { kind: "conflict", version: request.expected.version };
    throw error;
  }
}

const uniqueViolation = "23505";

async function confirmed({ driver, schema }: AppendOneSettings, request: AppendRequest): Promise<AppendResult> {
  const { stream, expected } = request;
  const values = [stream.type, stream.id];
  const { rows } = await driver.query({ text: headText(schema), values, prepare: true, brief: true });
  const [row] = rows;
  const [version, eventId] = [Number(row?.[1] ?? 0), row?.[2] ?? null];
  if (version !== expected.version || eventId !== expected.eventId) return { kind: "conflict", version };
  return { kind: "appended", events: [], recordedAt: new Date(numberAt(row, 0)) };
}

function insertStatement({ schema, waitMs }: AppendOneSettings, request: AppendRequest): SqlStatement {
  const { events } = request;
  const [only] = events;
  if (events.length > 1 || only === undefined) {
    const columns = [
      arrayLiteral(events.map(({ id }) => id)),
      arrayLiteral(events.map(({ type }) => type)),
      arrayLiteral(events.map(({ schemaVersion }) => String(schemaVersion))),
      arrayLiteral(events.map(({ data }) => JSON.stringify(data))),
      arrayLiteral(events.map(({ metadata }) => JSON.stringify(metadata))),
    ];
    return {
      text: appendSeveralText(schema),
      values: valuesOf(request, { waitMs, columns }),
      prepare: true,
      brief: true,
    };
  }
  const { id, type, schemaVersion, data, metadata } = only;
  const columns = [id, type, String(schemaVersion), JSON.stringify(data), JSON.stringify(metadata)];
  return { text: appendEventText(schema), values: valuesOf(request, { waitMs, columns }), prepare: true, brief: true };
}

function valuesOf(
  { stream, expected, command }: AppendRequest,
  { waitMs, columns }: { waitMs: number; columns: readonly string[] },
): readonly (string | null)[] {
  const { id, correlationId, causationId } = command;
  const head = [stream.type, stream.id, String(expected.version), expected.eventId];
  return [...head, id, correlationId, causationId, String(waitMs), ...columns];
}

function appended({ events, expected }: AppendRequest, rows: readonly SqlRow[]): AppendResult {
  const recordedAt = new Date(numberAt(rows[0], 1));
  const stored = events.map(({ type }, index) => ({
    type,
    version: expected.version + index + 1,
    position: positionAt(rows[index], 0),
  }));
  return { kind: "appended", events: stored, recordedAt };
}
