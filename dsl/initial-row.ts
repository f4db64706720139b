import { getTableColumns } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { MyelinError } from "../src/base/error.ts";
import type { Row } from "../src/model/node.ts";

/**
 * The values of a new row, complete but for its key: what was left out is the column's constant default, or null. So handlers
 * find the same on every store.
 *
 * @throws MyelinError `invalid_application` for a column left out whose value only the database knows
 */
export function initialRow(table: PgTable, { key, given }: { key: readonly string[]; given: Row }): Row {
  const columns = Object.entries(getTableColumns(table)).filter(([property]) => !key.includes(property));
  return Object.freeze(
    Object.fromEntries(
      columns.map(([property, column]) => [property, given[property] ?? constant(table, { property, column })]),
    ),
  );
}

type Column = ReturnType<typeof getTableColumns<PgTable>>[string];

function constant(table: PgTable, { property, column }: { property: string; column: Column }): unknown {
  const known = column.default;
  if (known !== undefined && !isExpression(known)) return known;
  if (known === undefined && column.defaultFn === undefined && !column.notNull) return null;
  const { name } = getTableConfig(table);
  const message = `Cannot fold into table "${name}": the first value of column "${property}" is not known before it is stored; name it in initial`;
  throw new MyelinError("invalid_application", message);
}

/** SQL such as `now()` is an object of drizzle's; constants are JSON, dates or bigints. */
function isExpression(value: unknown): boolean {
  return typeof value === "object" && value !== null && "getSQL" in value;
}
