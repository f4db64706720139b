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
  const values = columns.map(([property, column]) => {
    const value = given[property] === undefined ? constantOf(column) : given[property];
    if (value === undefined) throw unknownValue(table, property);
    return [property, value];
  });
  return Object.freeze(Object.fromEntries(values));
}

type Column = ReturnType<typeof getTableColumns<PgTable>>[string];

/** What the column holds where nothing is said; undefined where only the database knows. */
function constantOf({ default: constant, defaultFn, notNull }: Column): unknown {
  if (constant !== undefined) return isExpression(constant) ? undefined : constant;
  return notNull || defaultFn !== undefined ? undefined : null;
}

/** SQL such as `now()` is an object of drizzle's; constants are JSON, dates or bigints. */
function isExpression(value: unknown): boolean {
  return typeof value === "object" && value !== null && "getSQL" in value;
}

function unknownValue(table: PgTable, column: string): MyelinError {
  const { name } = getTableConfig(table);
  const message = `Cannot fold into table "${name}": the first value of column "${column}" is not known before it is stored; name it in initial`;
  return new MyelinError("invalid_application", message);
}
