import { getTableColumns, is } from "drizzle-orm";
import { getTableConfig, type PgColumn, PgEnumColumn, PgTable } from "drizzle-orm/pg-core";
import { type FoldTarget, MyelinError } from "../../../src/runtime/mod.ts";

export interface FoldColumn {
  /** The name TypeScript uses. */
  readonly property: string;
  /** The name in the database, quoted. */
  readonly quoted: string;
  readonly column: PgColumn;
  /** What a text is cast to. */
  readonly cast: string;
}

export interface FoldTableShape {
  /** Quoted, with its schema. */
  readonly name: string;
  /** Quoted, without it. */
  readonly bare: string;
  readonly columns: readonly FoldColumn[];
  /** In the order of the target's key. */
  readonly key: readonly FoldColumn[];
}

const shapes = /* @__PURE__ */ new WeakMap<object, FoldTableShape>();

/** What SQL needs to know of a fold's drizzle table, or of one like it in another schema, quoted. */
export function foldColumns(target: FoldTarget, schema?: string): FoldTableShape {
  const known = shapes.get(target.table);
  const shape = known ?? shapeOf(target);
  if (known === undefined) shapes.set(target.table, shape);
  return schema === undefined ? shape : Object.assign({}, shape, { name: `${schema}.${shape.bare}` });
}

/** The drizzle table in a projection's `table`. */
export function drizzleTable(table: object, name: string): PgTable {
  if (is(table, PgTable)) return table;
  throw new MyelinError(
    "unsupported",
    `Cannot use table "${name}": it is not a drizzle pgTable; declare it with pgTable()`,
  );
}

function shapeOf({ name, table, key }: FoldTarget): FoldTableShape {
  const drizzle = drizzleTable(table, name);
  const config = getTableConfig(drizzle);
  const columns = Object.entries(getTableColumns(drizzle)).map(([property, column]) => foldColumn(property, column));
  const keyColumns = key.map((property) => {
    const found = columns.find((column) => column.property === property);
    if (found !== undefined) return found;
    throw new MyelinError(
      "unsupported",
      `Cannot use table "${name}": it has no key column "${property}"; name one it has`,
    );
  });
  const schema = config.schema === undefined ? "" : `${quoted(config.schema)}.`;
  const bare = quoted(config.name);
  return { name: `${schema}${bare}`, bare, columns, key: keyColumns };
}

function foldColumn(property: string, column: PgColumn): FoldColumn {
  return { property, quoted: quoted(column.name), column, cast: castOf(column) };
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The column's type without its length: a cast to `varchar(3)` would cut silently what the assignment behind it refuses.
 * Serial types are integers, `char` and `bit` alone mean one.
 */
function castOf(column: PgColumn): string {
  if (is(column, PgEnumColumn)) {
    const schema = column.enum.schema === undefined ? "" : `${quoted(column.enum.schema)}.`;
    return `${schema}${quoted(column.enum.enumName)}`;
  }
  const plain = column.getSQLType().replace(/\s*\([^)]*\)/g, "");
  return plain.replace(/^(bigserial|smallserial|serial|char|bit)\b(?! varying)/, (name) => wider[name] ?? name);
}

const wider: Readonly<Record<string, string>> = {
  bigserial: "bigint",
  smallserial: "smallint",
  serial: "integer",
  char: "bpchar",
  bit: "varbit",
};

/** Whether Postgres itself fills the column, so that nobody may write it. */
export function isGenerated({ column }: FoldColumn): boolean {
  return column.generated !== undefined || column.generatedIdentity?.type === "always";
}
