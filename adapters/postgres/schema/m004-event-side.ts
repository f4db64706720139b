import type { SchemaName } from "../sql/schema-name.ts";
import { letterFunctions } from "./letter-functions.ts";
import type { Migration } from "./migration.ts";
import { ownerFunctions } from "./owner-functions.ts";
import { segmentFunctions } from "./segment-functions.ts";

export const m004EventSide: Migration = {
  number: 4,
  name: "processors, owners, dead letters",
  sql: (schema) =>
    [
      processors(schema),
      segments(schema),
      owners(schema),
      nodes(schema),
      deadLetters(schema),
      segmentFunctions(schema),
      ownerFunctions(schema),
      letterFunctions(schema),
    ].join(";\n\n"),
};

/** Who was there before fingerprints were kept has none; the first node that declares it gives it one. */
function processors({ quoted }: SchemaName): string {
  return `create table ${quoted}.processors (
  name text collate "C" primary key,
  fingerprint text not null,
  paused boolean not null default false,
  replay_until bigint,
  replay_context jsonb
);

insert into ${quoted}.processors (name, fingerprint) select distinct s.processor, '' from ${quoted}.segments s`;
}

function segments({ quoted }: SchemaName): string {
  return `alter table ${quoted}.segments add column marks jsonb not null default '[]', add column letters_version bigint not null default 0`;
}

/**
 * A row of its own for who owns a segment, since batches hold the segment's row for long. It stays when nobody does: epochs only grow.
 * A lease is the node's: one row to renew, however much it owns.
 */
function owners({ quoted }: SchemaName): string {
  return `create table ${quoted}.owners (
  processor text collate "C" not null,
  id integer not null,
  epoch bigint not null,
  node text collate "C",
  report jsonb,
  primary key (processor, id)
);

insert into ${quoted}.owners (processor, id, epoch) select s.processor, s.id, s.epoch from ${quoted}.segments s;

create table ${quoted}.aways (
  processor text collate "C" not null,
  id integer not null,
  node text collate "C" not null,
  until timestamptz not null,
  primary key (processor, id, node)
)`;
}

/** \`sign\` is the key of the session lock that the node holds for as long as it lives, where it can. */
function nodes({ quoted }: SchemaName): string {
  return `create table ${quoted}.nodes (
  id text collate "C" primary key,
  processors text[] not null,
  lease_until timestamptz not null,
  sign bigint
)`;
}

function deadLetters({ quoted }: SchemaName): string {
  return `create table ${quoted}.dead_letters (
  processor text collate "C" not null,
  sequence text collate "C" not null,
  index integer not null,
  hash integer not null,
  position bigint not null,
  sub_index integer not null,
  event_type text not null,
  cause jsonb,
  diagnostics jsonb not null,
  attempts integer not null default 0,
  enqueued_at timestamptz not null default clock_timestamp(),
  touched_at timestamptz not null default clock_timestamp(),
  token text,
  claimed_until timestamptz,
  primary key (processor, sequence, index)
)`;
}
