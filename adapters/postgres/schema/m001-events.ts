import { asInteger, type SchemaName } from "../sql/schema-name.ts";
import { appendFunction } from "./append-function.ts";
import type { Migration } from "./migration.ts";

export const m001Events: Migration = {
  number: 1,
  name: "events, kept commands, segments",
  sql: (schema) =>
    [events(schema), appendLock(schema), commands(schema), segments(schema), appendFunction(schema)].join(";\n\n"),
};

/** Ids are compared byte by byte: an index in a language's order breaks when the system's idea of that language changes. */
function events({ quoted }: SchemaName): string {
  return `create table ${quoted}.events (
  position bigint generated always as identity (cache 1) primary key,
  stream_type text collate "C" not null,
  stream_id text collate "C" not null,
  version integer not null,
  id text not null,
  type text not null,
  schema_version integer not null,
  data jsonb not null,
  metadata jsonb not null,
  command_id text not null,
  correlation_id text not null,
  causation_id text,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (stream_type, stream_id, version)
)`;
}

/**
 * Every inserting transaction shares this lock before it draws positions and until it has ended. Readers ask who holds it
 * when a position stays missing. A trigger, so that no insert can forget it.
 */
function appendLock({ quoted, appendClass, appendKey }: SchemaName): string {
  return `create function ${quoted}.hold_append_lock() returns trigger language plpgsql as $lock$
begin
  perform pg_advisory_xact_lock_shared(${asInteger(appendClass)}, ${asInteger(appendKey)});
  return null;
end
$lock$;

create trigger hold_append_lock before insert on ${quoted}.events
for each statement execute function ${quoted}.hold_append_lock()`;
}

/**
 * The row is complete when it is claimed, so that no command writes it twice: a done command's events are those of its
 * stream up to \`version\`, and their positions stand with them.
 */
function commands({ quoted }: SchemaName): string {
  return `create table ${quoted}.commands (
  id text collate "C" primary key,
  hash text not null,
  name text not null,
  stream_type text not null,
  stream_id text not null,
  status text not null check (status in ('done', 'rejected')),
  version integer not null,
  event_count integer not null,
  rejection jsonb,
  created_at timestamptz not null default clock_timestamp()
);

create function ${quoted}.recorded_command(p_id text) returns jsonb language sql stable as $recorded$
  select jsonb_build_object(
    'hash', c.hash, 'streamType', c.stream_type, 'streamId', c.stream_id, 'status', c.status, 'version', c.version, 'rejection', c.rejection,
    'position', coalesce((
      select e.position::text from ${quoted}.events e
      where e.stream_type = c.stream_type and e.stream_id = c.stream_id and e.version = c.version), '0'),
    'events', (
      select coalesce(jsonb_agg(jsonb_build_object('type', e.type, 'version', e.version, 'position', e.position::text) order by e.version), '[]')
      from ${quoted}.events e
      where e.stream_type = c.stream_type and e.stream_id = c.stream_id and e.version > c.version - c.event_count and e.version <= c.version))
  from ${quoted}.commands c where c.id = p_id
$recorded$`;
}

function segments({ quoted }: SchemaName): string {
  return `create table ${quoted}.segments (
  processor text collate "C" not null,
  id integer not null,
  mask integer not null,
  position bigint not null,
  epoch bigint not null default 0,
  primary key (processor, id)
)`;
}
