import { is, SQL } from "drizzle-orm";
import {
  getTableConfig,
  IndexedColumn,
  type PgColumn,
  PgDialect,
  PgEnumColumn,
  type PgTable,
} from "drizzle-orm/pg-core";
import { MyelinError, type Tables } from "../../../src/runtime/mod.ts";
import { drizzleTable, quoted } from "../rows/fold-columns.ts";

type TableConfig = ReturnType<typeof getTableConfig>;

/** The drizzle tables that an application's projections own, each once. A live fold is stored nowhere. */
export function projectionTables(tables: Tables): readonly PgTable[] {
  const stored = Object.values(tables.projections).filter((one) => one.form === "free" || one.life !== "live");
  const owned = stored.flatMap((projection) =>
    projection.form === "fold"
      ? [drizzleTable(projection.target.table, projection.target.name)]
      : projection.tables.map((table) => drizzleTable(table, projection.name)),
  );
  const byName = new Map(owned.map((table) => [tableName(table), table]));
  return [...byName.keys()].sort().flatMap((name) => byName.get(name) ?? []);
}

/** Quoted, with its schema. */
export function tableName(table: PgTable): string {
  const { name, schema } = getTableConfig(table);
  return schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;
}

/**
 * Makes the tables that are missing, with their keys and plain indexes.
 *
 * @throws `unsupported` for what only drizzle-kit can make: enums, foreign keys, checks, expressions, policies.
 */
export function createTableSql(tables: Tables): readonly string[] {
  return projectionTables(tables).flatMap(createTexts);
}

export function createTexts(table: PgTable): readonly string[] {
  const config = getTableConfig(table);
  refuseUnsupported(config);
  const name = tableName(table);
  const keys = config.primaryKeys.map(({ columns }) => `primary key (${listOf(columns)})`);
  const unique = config.uniqueConstraints.map(
    ({ columns, nullsNotDistinct }) => `unique ${nullsNotDistinct ? "nulls not distinct " : ""}(${listOf(columns)})`,
  );
  const lines = [...config.columns.map(columnText), ...keys, ...unique];
  const schema = config.schema === undefined ? [] : [`create schema if not exists ${quoted(config.schema)}`];
  return [...schema, `create table if not exists ${name} (\n  ${lines.join(",\n  ")}\n)`, ...indexTexts(config, name)];
}

function columnText(column: PgColumn): string {
  const parts = [
    quoted(column.name),
    column.getSQLType(),
    column.generatedIdentity === undefined ? "" : `generated ${identityKind(column)} as identity`,
    column.hasDefault && column.default !== undefined ? `default ${literal(column)}` : "",
    column.primary ? "primary key" : column.notNull ? "not null" : "",
    column.isUnique ? "unique" : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function identityKind({ generatedIdentity }: PgColumn): string {
  return generatedIdentity?.type === "byDefault" ? "by default" : "always";
}

function literal(column: PgColumn): string {
  if (is(column.default, SQL)) return new PgDialect().sqlToQuery(column.default).sql;
  const value: unknown = column.mapToDriverValue(column.default);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `'${text.replaceAll("'", "''")}'`;
}

function indexTexts({ indexes, name }: TableConfig, table: string): readonly string[] {
  return indexes.map(({ config }, number) => {
    const columns = config.columns.flatMap((column) => (is(column, IndexedColumn) ? (column.name ?? []) : []));
    const index = config.name ?? `${name}_${columns.join("_")}_${number}`;
    return `create ${config.unique ? "unique " : ""}index if not exists ${quoted(index)} on ${table} (${columns.map(quoted).join(", ")})`;
  });
}

function listOf(columns: readonly PgColumn[]): string {
  return columns.map(({ name }) => quoted(name)).join(", ");
}

function refuseUnsupported(config: TableConfig): void {
  const found = unsupportedIn(config);
  if (found === undefined) return;
  const message = `Cannot make table "${config.name}": ${found}; make it with drizzle-kit before migrating`;
  throw new MyelinError("unsupported", message);
}

function unsupportedIn({
  columns,
  foreignKeys,
  checks,
  policies,
  enableRLS,
  indexes,
}: TableConfig): string | undefined {
  const column = columns.find(
    (each) => is(each, PgEnumColumn) || each.generated !== undefined || hasParameters(each.default),
  );
  if (column !== undefined) return `column "${column.name}" is an enum, is generated or has a default with parameters`;
  if (foreignKeys.length > 0) return "it has foreign keys";
  if (checks.length > 0) return "it has checks";
  if (policies.length > 0 || enableRLS) return "it has policies";
  return indexes.every(isPlain) ? undefined : "it has an index that is not a plain one of columns";
}

function hasParameters(value: unknown): boolean {
  return is(value, SQL) && new PgDialect().sqlToQuery(value).params.length > 0;
}

function isPlain({ config }: TableConfig["indexes"][number]): boolean {
  const { columns, where, method, with: options } = config;
  const plain = columns.every((column) => is(column, IndexedColumn) && isPlainColumn(column));
  return plain && where === undefined && options === undefined && (method ?? "btree") === "btree";
}

function isPlainColumn({ indexConfig }: IndexedColumn): boolean {
  return indexConfig.opClass === undefined && indexConfig.order !== "desc" && indexConfig.nulls !== "first";
}
