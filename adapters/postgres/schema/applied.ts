import type { Session } from "../driver.ts";
import { numberAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";

/** Numbers of the migrations that the database has; undefined where it has no schema. */
export async function appliedMigrations(
  session: Pick<Session, "query">,
  { quoted }: SchemaName,
): Promise<ReadonlySet<number> | undefined> {
  const { rows } = await session.query({
    text: "select to_regclass($1), clock_timestamp()",
    values: [`${quoted}.migrations`],
  });
  if ((rows[0]?.[0] ?? null) === null) return undefined;
  const applied = await session.query({ text: `select m.number, clock_timestamp() from ${quoted}.migrations m` });
  return new Set(applied.rows.map((row) => numberAt(row, 0)));
}
