import type { SchemaName } from "../sql/schema-name.ts";
import { acceptFunction } from "./accept-function.ts";
import { appendFunction } from "./append-function.ts";
import type { Migration } from "./migration.ts";

export const m002CommandSide: Migration = {
  number: 2,
  name: "snapshots, accepted commands",
  sql: (schema) =>
    [
      snapshots(schema),
      accepted(schema),
      acceptFunction(schema),
      commandAges(schema),
      appendFunction(schema, { accepted: true }),
    ].join(";\n\n"),
};

/** One a stream: a later one takes the place of the former. */
function snapshots({ quoted }: SchemaName): string {
  return `create table ${quoted}.snapshots (
  stream_type text collate "C" not null,
  stream_id text collate "C" not null,
  fingerprint text not null,
  version integer not null,
  event_id text not null,
  state jsonb not null,
  primary key (stream_type, stream_id)
)`;
}

/** A row is there from the acceptance until the outcome is kept. A failure ends the lease: \`lease_until\` says when. */
function accepted({ quoted }: SchemaName): string {
  return `create table ${quoted}.accepted (
  id text collate "C" primary key,
  hash text not null,
  submission jsonb not null,
  attempt integer not null,
  lease_until timestamptz not null,
  accepted_at timestamptz not null,
  failure jsonb
);

create index accepted_pending on ${quoted}.accepted (accepted_at) where failure is null`;
}

/**
 * The sweep takes the oldest first. Rows come in the order of their age, so that each goes to the index's last page; a block range
 * index would cost less, but once the space of swept rows is used again each of its ranges holds old and new.
 */
function commandAges({ quoted }: SchemaName): string {
  return `create index commands_by_age on ${quoted}.commands (created_at)`;
}
