import { type FoldTarget, type Row, type RowKey, rowKeyText } from "../../../src/runtime/mod.ts";
import type { SqlResult, SqlRow, SqlStatement } from "../driver.ts";
import { decodeValue } from "../handle/decode-value.ts";
import type { Runner } from "../handle/drizzle-handle.ts";
import { encodeValue } from "../handle/encode-value.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { numberAt } from "../sql/columns.ts";
import { type FoldColumn, type FoldTableShape, foldColumns } from "./fold-columns.ts";

/** Rows by key: one array per key column, so that the text is the same for any number of keys. */
export function loadRowsText({ name, columns, key }: FoldTableShape): string {
  const arrays = key.map((_, index) => `$${index + 1}::text[]`).join(", ");
  const names = key.map((_, index) => `k${index + 1}`).join(", ");
  const matches = key.map(({ quoted, cast }, index) => `t.${quoted} = k.k${index + 1}::${cast}`).join(" and ");
  return `select k.n, ${selectList(columns)}, clock_timestamp()
from unnest(${arrays}) with ordinality as k(${names}, n) join ${name} t on ${matches}`;
}

export function listRowsText({ name, columns, key }: FoldTableShape): string {
  return `select ${selectList(columns)}, clock_timestamp() from ${name} t order by ${key.map(orderOf).join(", ")}`;
}

function selectList(columns: readonly FoldColumn[]): string {
  return columns.map(({ quoted }) => `t.${quoted}`).join(", ");
}

/** Texts in the order of their bytes, the same in every database. */
function orderOf({ quoted, cast }: FoldColumn): string {
  return /^(text|varchar|bpchar)$/.test(cast) ? `t.${quoted} collate "C"` : `t.${quoted}`;
}

export function loadRowsStatement(shape: FoldTableShape, keys: readonly RowKey[]): SqlStatement {
  const values = shape.key.map((_, index) => arrayLiteral(keys.map((key) => encodeValue(key[index]))));
  return { text: loadRowsText(shape), values, prepare: true };
}

export async function loadRows(
  runner: Runner,
  { target, keys, schema }: { target: FoldTarget; keys: readonly RowKey[]; schema?: string | undefined },
): Promise<ReadonlyMap<string, Row>> {
  const found = new Map<string, Row>();
  if (keys.length === 0) return found;
  const shape = foldColumns(target, schema);
  const result = await runner.query(loadRowsStatement(shape, keys));
  for (const row of result.rows) {
    const key = keys[numberAt(row, 0) - 1];
    if (key !== undefined) found.set(rowKeyText(key), decodeRow({ shape, result, row, first: 1 }));
  }
  return found;
}

export async function listRows(runner: Runner, target: FoldTarget): Promise<readonly Row[]> {
  const shape = foldColumns(target);
  const result = await runner.query({ text: listRowsText(shape), prepare: true });
  return result.rows.map((row) => decodeRow({ shape, result, row, first: 0 }));
}

interface Decoding {
  readonly shape: FoldTableShape;
  readonly result: SqlResult;
  readonly row: SqlRow;
  /** Where the table's columns begin. */
  readonly first: number;
}

function decodeRow({ shape, result, row, first }: Decoding): Row {
  const entries = shape.columns.map(({ property, column }, index) => {
    const value = decodeValue(row[first + index] ?? null, result.columns[first + index]?.type ?? 0);
    return [property, value === null ? null : column.mapFromDriverValue(value)];
  });
  return Object.fromEntries(entries);
}
