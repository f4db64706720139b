import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/pg-proxy";
import { MyelinError } from "../../../src/runtime/mod.ts";
import type { Driver, SqlResult, SqlStatement } from "../driver.ts";
import { decodeValue } from "./decode-value.ts";
import { encodeValue } from "./encode-value.ts";

/** Whatever runs single statements: a session inside a transaction, or a driver outside of any. */
export type Runner = Pick<Driver, "query">;

/** Drizzle over any driver, by its public proxy. */
export function drizzleHandle(runner: Runner): PgDatabase<PgQueryResultHKT> {
  const handle = drizzle(async (text, values: unknown[], method) => {
    const result = await runner.query(statementOf(text, values));
    return { rows: method === "execute" ? objectRows(result) : arrayRows(result) };
  });
  return Object.assign(handle, { transaction: noTransaction });
}

/** A batch is a transaction already, and a query's answer must not depend on two moments. */
async function noTransaction(): Promise<never> {
  const message =
    "Cannot begin a transaction on this handle: a batch's handlers run in one already, and a query is one statement; use the handle as it is";
  throw new MyelinError("unsupported", message);
}

function statementOf(text: string, values: readonly unknown[]): SqlStatement {
  return { text, values: values.map(encodeValue), prepare: "maybe" };
}

function arrayRows({ rows, columns }: SqlResult): unknown[][] {
  const types = columns.map(({ type }) => type);
  return rows.map((row) => row.map((value, index) => decodeValue(value, types[index] ?? 0)));
}

function objectRows(result: SqlResult): Record<string, unknown>[] {
  const names = result.columns.map(({ name }) => name);
  return arrayRows(result).map((row) => Object.fromEntries(row.map((value, index) => [names[index] ?? "", value])));
}
