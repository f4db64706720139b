import type { Tables } from "../../../src/runtime/mod.ts";
import { type SchemaName, schemaName } from "../sql/schema-name.ts";
import type { Migration } from "./migration.ts";
import { migrations } from "./migrations.ts";
import { createTableSql } from "./projection-tables.ts";

/** Which part of the schema to print. */
export interface MigrationSqlOptions {
  /** Default `myelin`. */
  readonly schema?: string;
  /** Number of the last migration that the database has; default 0, none. */
  readonly after?: number;
  /** Also the tables of this application's projections. */
  readonly tables?: Tables;
}

/**
 * The SQL that `migrate` would run, as one script for `psql -v ON_ERROR_STOP=1`, for operators whose services may not change the
 * schema. It is one transaction and refuses to run twice.
 */
export function migrationSql({ schema = "myelin", after = 0, tables }: MigrationSqlOptions = {}): string {
  const name = schemaName(schema);
  const steps = migrations.filter(({ number }) => number > after).map((step) => migrationText(name, step));
  const projections = tables === undefined ? [] : createTableSql(tables);
  const body = [lockText(name), ...prepareTexts(name), ...steps, ...projections].map((text) => `${text};`);
  return ["begin;", ...body, "commit;", ""].join("\n\n");
}

export function lockText({ migrationLock }: SchemaName): string {
  return `select pg_advisory_xact_lock(${migrationLock})`;
}

export function prepareTexts({ quoted }: SchemaName): readonly string[] {
  return [
    `create schema if not exists ${quoted}`,
    `create table if not exists ${quoted}.migrations (
  number integer primary key,
  name text not null,
  applied_at timestamptz not null default clock_timestamp()
)`,
  ];
}

/** The record first: where the step was taken already, it is refused before it does anything. */
export function migrationText(schema: SchemaName, { number, name, sql }: Migration): string {
  return `insert into ${schema.quoted}.migrations (number, name) values (${number}, '${name}');\n\n${sql(schema)}`;
}
