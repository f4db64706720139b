import { asInteger, type SchemaName } from "../sql/schema-name.ts";

/** For the rest of the transaction: which folds go with the events that it stores. */
export const tellFoldsText = "select set_config('myelin.inline', $1::text, true)";

export function foldsOfText({ quoted }: SchemaName): string {
  return `select f.processor, f.version, clock_timestamp() from ${quoted}.inline_folds f order by f.processor`;
}

/** The lock that appends share, for nobody but this transaction: they wait, and none is under way. */
export function appendAloneText({ appendClass, appendKey }: SchemaName): string {
  return `select pg_advisory_xact_lock(${asInteger(appendClass)}, ${asInteger(appendKey)})`;
}

export function addFoldText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.inline_folds (processor, version) values ($1::text, $2::text) on conflict (processor) do nothing`;
}

export function removeFoldText({ quoted }: SchemaName): string {
  return `delete from ${quoted}.inline_folds f where f.processor = $1::text`;
}

export function moveAllText({ quoted }: SchemaName): string {
  return `update ${quoted}.segments s set position = $2::bigint, marks = '[]' where s.processor = $1::text`;
}
