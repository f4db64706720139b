import type { SchemaName } from "../sql/schema-name.ts";
import type { Migration } from "./migration.ts";
import { statesFunction } from "./owner-functions.ts";

export const m006Rebuilds: Migration = {
  number: 6,
  name: "projections that are built beside themselves",
  sql: (schema) => [rebuilds(schema), statesFunction(schema, { rebuilds: true })].join(";\n\n"),
};

/** `tables`: schema and name of each table that is built twice, as they were found when it began. */
function rebuilds({ quoted }: SchemaName): string {
  return `create table ${quoted}.rebuilds (
  processor text collate "C" primary key,
  fingerprint text not null,
  accept_parked boolean not null,
  tables jsonb not null,
  state text not null default 'building' check (state in ('building', 'refused')),
  why text,
  started_at timestamptz not null default clock_timestamp()
)`;
}
