import postgres from "postgres";

/** On a client that nobody restarts the server under any more. */
export function withSql<T>(url: string, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  return use(sql).finally(() => sql.end({ timeout: 2 }));
}
