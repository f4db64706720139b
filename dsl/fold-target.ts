import { getTableColumns } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { MyelinError } from "../src/base/error.ts";
import type { FoldTarget } from "../src/model/node.ts";

/**
 * What a fold projection has to know of its table.
 *
 * @throws MyelinError `invalid_application` where the table has no primary key, where a composite one is not declared, or where
 * the declared one is not the table's
 */
export function foldTarget(table: PgTable, declared?: readonly string[]): FoldTarget {
  const { name, schema } = getTableConfig(table);
  const qualified = schema === undefined ? name : `${schema}.${name}`;
  const key = checkedKey(qualified, { primary: primaryKeyOf(table), declared });
  return Object.freeze({ name: qualified, key: Object.freeze(key), table });
}

/** The names that TypeScript uses for the primary key's columns, in the table's order. */
function primaryKeyOf(table: PgTable): readonly string[] {
  const { columns, primaryKeys } = getTableConfig(table);
  const names = new Map(Object.entries(getTableColumns(table)).map(([property, column]) => [column.name, property]));
  const composite = primaryKeys.flatMap((key) => key.columns);
  return [...columns.filter((column) => column.primary), ...composite].map(({ name }) => names.get(name) ?? name);
}

interface Keys {
  readonly primary: readonly string[];
  readonly declared: readonly string[] | undefined;
}

function checkedKey(table: string, { primary, declared }: Keys): readonly string[] {
  const list = primary.map((name) => `"${name}"`).join(", ");
  if (primary.length === 0)
    throw refused(table, {
      state: "it has no primary key",
      mend: "mark the columns that name a row as its primary key",
    });
  if (declared === undefined) {
    if (primary.length === 1) return primary;
    throw refused(table, { state: "its key has several columns", mend: `name them in order, key: [${list}]` });
  }
  if (declared.length === primary.length && primary.every((name) => declared.includes(name))) return [...declared];
  const state = `key: [${declared.map((name) => `"${name}"`).join(", ")}] is not its primary key`;
  throw refused(table, { state, mend: `name its columns, key: [${list}]` });
}

function refused(table: string, { state, mend }: { state: string; mend: string }): MyelinError {
  return new MyelinError("invalid_application", `Cannot fold into table "${table}": ${state}; ${mend}`);
}
