import type { SchemaName } from "../sql/schema-name.ts";
import { inboxLetterFunctions } from "./letter-functions.ts";
import type { Migration } from "./migration.ts";

export const m008Workflows: Migration = {
  number: 8,
  name: "workflows",
  sql: (schema) =>
    [
      instances(schema),
      steps(schema),
      outbox(schema),
      timers(schema),
      inbox(schema),
      `alter table ${schema.quoted}.dead_letters add column inbox bigint`,
      inboxLetterFunctions(schema),
    ].join(";\n\n"),
};

/** Sorted lists begin with what changed last. */
function instances({ quoted }: SchemaName): string {
  return `create table ${quoted}.workflows (
  workflow text collate "C" not null,
  id text collate "C" not null,
  version integer not null,
  status text not null,
  updated_at timestamptz not null,
  ended_at timestamptz,
  head jsonb not null,
  primary key (workflow, id)
);

create index workflows_by_update on ${quoted}.workflows (workflow, updated_at desc, id);

create index workflows_by_status on ${quoted}.workflows (workflow, status)`;
}

function steps({ quoted }: SchemaName): string {
  return `create table ${quoted}.workflow_steps (
  workflow text collate "C" not null,
  id text collate "C" not null,
  index integer not null,
  entry jsonb not null,
  primary key (workflow, id, index)
)`;
}

/** The index of pending rows is empty but for what is under way. By id of the command, so that ids are kept as long as their instance. */
function outbox({ quoted }: SchemaName): string {
  return `create table ${quoted}.outbox (
  workflow text collate "C" not null,
  id text collate "C" not null,
  index integer not null,
  hash integer not null,
  command_id text collate "C" not null,
  status text not null,
  command jsonb not null,
  primary key (workflow, id, index)
);

create index outbox_pending on ${quoted}.outbox (workflow, id, index) where status = 'pending';

create index outbox_commands on ${quoted}.outbox (command_id)`;
}

function timers({ quoted }: SchemaName): string {
  return `create table ${quoted}.timers (
  workflow text collate "C" not null,
  id text collate "C" not null,
  name text collate "C" not null,
  key text collate "C" not null,
  hash integer not null,
  due_at timestamptz not null,
  data jsonb not null,
  primary key (workflow, id, name, key)
);

create index timers_by_due on ${quoted}.timers (workflow, due_at)`;
}

/** A row that a letter refers to is parked, and handed out no more. */
function inbox({ quoted }: SchemaName): string {
  return `create table ${quoted}.workflow_inbox (
  number bigint generated always as identity primary key,
  workflow text collate "C" not null,
  id text collate "C" not null,
  hash integer not null,
  content jsonb not null,
  parent jsonb,
  correlation_id text,
  parked boolean not null default false,
  created_at timestamptz not null default clock_timestamp()
);

create index workflow_inbox_waiting on ${quoted}.workflow_inbox (workflow, number) where not parked`;
}
