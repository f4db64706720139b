import { asInteger, type SchemaName } from "../sql/schema-name.ts";
import type { Migration } from "./migration.ts";

export const m005InlineFolds: Migration = {
  number: 5,
  name: "folds that appends write",
  sql: (schema) => [inlineFolds(schema), appendLock(schema)].join(";\n\n"),
};

function inlineFolds({ quoted }: SchemaName): string {
  return `create table ${quoted}.inline_folds (
  processor text collate "C" primary key,
  version text not null
)`;
}

/**
 * Whoever stores events says which folds go with them, in a setting of the transaction: \`*\` where the events concern none. It is
 * looked at behind the lock, by a statement of its own: who changes the set has had the lock alone.
 */
function appendLock({ quoted, appendClass, appendKey }: SchemaName): string {
  return `create or replace function ${quoted}.hold_append_lock() returns trigger language plpgsql as $lock$
declare
  v_told text := coalesce(current_setting('myelin.inline', true), '');
  v_folds text;
begin
  perform pg_advisory_xact_lock_shared(${asInteger(appendClass)}, ${asInteger(appendKey)});
  if v_told <> '*' and (v_told <> '' or exists (select from ${quoted}.inline_folds)) then
    select coalesce(string_agg(f.processor || ' ' || f.version, ',' order by f.processor), '') into v_folds from ${quoted}.inline_folds f;
    if v_folds <> v_told then
      raise exception 'the database folds "%" inline', v_folds using errcode = 'MYI01';
    end if;
  end if;
  return null;
end
$lock$`;
}
