import { is, SQL } from "drizzle-orm";
import { type FoldTarget, MyelinError, type Row, type RowChange, type RowKey } from "../../../src/runtime/mod.ts";
import type { Session, SqlStatement, SqlValue } from "../driver.ts";
import { encodeValue } from "../handle/encode-value.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { type FoldColumn, type FoldTableShape, foldColumns, isGenerated } from "./fold-columns.ts";

/** Inserts or replaces rows that all have a value for each of `columns`. */
export function upsertRowsText({ name, key }: FoldTableShape, columns: readonly FoldColumn[]): string {
  const list = columns.map(({ quoted }) => quoted).join(", ");
  const casts = columns.map(({ cast }, index) => `v.v${index + 1}::${cast}`).join(", ");
  const rest = columns.filter((column) => !key.includes(column));
  const change = rest.map(({ quoted }) => `${quoted} = excluded.${quoted}`).join(", ");
  return `insert into ${name} (${list}) select ${casts} from unnest(${arraysOf(columns)}) as v(${namesOf(columns)})
on conflict (${key.map(({ quoted }) => quoted).join(", ")}) do ${change === "" ? "nothing" : `update set ${change}`}`;
}

export function deleteRowsText({ name, key }: FoldTableShape): string {
  const matches = key.map(({ quoted, cast }, index) => `t.${quoted} = v.v${index + 1}::${cast}`).join(" and ");
  return `delete from ${name} t using unnest(${arraysOf(key)}) as v(${namesOf(key)}) where ${matches}`;
}

function arraysOf(columns: readonly FoldColumn[]): string {
  return columns.map((_, index) => `$${index + 1}::text[]`).join(", ");
}

function namesOf(columns: readonly FoldColumn[]): string {
  return columns.map((_, index) => `v${index + 1}`).join(", ");
}

export async function writeRows(
  session: Pick<Session, "query">,
  { target, changes, schema }: { target: FoldTarget; changes: readonly RowChange[]; schema?: string | undefined },
): Promise<void> {
  const shape = foldColumns(target, schema);
  const gone = changes.flatMap(({ key, row }) => (row === null ? [key] : []));
  const rows = changes.flatMap(({ row }) => (row === null ? [] : [row]));
  if (gone.length > 0) await session.query(deleteStatement(shape, gone));
  for (const group of byColumns(shape, rows)) await session.query(upsertStatement(shape, group));
}

function deleteStatement(shape: FoldTableShape, keys: readonly RowKey[]): SqlStatement {
  const values = shape.key.map((_, index) => arrayLiteral(keys.map((key) => encodeValue(key[index]))));
  return { text: deleteRowsText(shape), values, prepare: true };
}

interface Group {
  readonly columns: readonly FoldColumn[];
  readonly rows: readonly Row[];
}

/** A column that a row leaves undefined keeps its default or its value, so rows go together that leave out the same ones. Mostly that is one group. */
function byColumns(shape: FoldTableShape, rows: readonly Row[]): readonly Group[] {
  const writable = shape.columns.filter((column) => !isGenerated(column));
  const groups = new Map<string, { columns: readonly FoldColumn[]; rows: Row[] }>();
  for (const row of rows) {
    const columns = writable.filter(({ property }) => row[property] !== undefined);
    const name = columns.map(({ property }) => property).join();
    const group = groups.get(name) ?? { columns, rows: [] };
    group.rows.push(row);
    groups.set(name, group);
  }
  return [...groups.values()];
}

function upsertStatement(shape: FoldTableShape, { columns, rows }: Group): SqlStatement {
  const values = columns.map((column) => arrayLiteral(rows.map((row) => encodeColumn(column, row[column.property]))));
  return { text: upsertRowsText(shape, columns), values, prepare: true };
}

function encodeColumn({ property, column }: FoldColumn, value: unknown): SqlValue {
  if (value === null) return null;
  if (is(value, SQL)) {
    const message = `Cannot write column "${property}": the value is an SQL expression; return a plain value, or use projection.free`;
    throw new MyelinError("unsupported", message);
  }
  return encodeValue(column.mapToDriverValue(value));
}
