import { DatabaseError, readOnly } from "../database-error.ts";
import type { Session, SqlRow, SqlStatement } from "../driver.ts";
import { parseArray } from "../sql/array-literal.ts";
import { textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";

/** What one look at the log saw. */
export interface Look {
  /** The highest position it saw. */
  readonly highest: bigint;
  /** Up to where no number is missing. */
  readonly contiguous: bigint;
  /** The highest position that was drawn, visible or not. */
  readonly drawn: bigint;
}

/** The three questions of the tracker. Each is one autocommit statement on the tracker's own connection. */
export interface LogEyes {
  /** The highest position that is visible. */
  last(): Promise<bigint>;
  /** What lies after `settled`; a stretch of it where there is much. */
  look(settled: bigint): Promise<Look>;
  /** The transactions that hold the append lock, this connection's own not counted. */
  holders(): Promise<ReadonlySet<string>>;
}

/** Positions a look counts, at most. */
const stretch = 10_000;

/**
 * Which server answers, and whether it is a primary: a pooler may lead the next statement elsewhere, and a standby knows nothing of
 * the primary's locks. Beside the clock, which keeps caching proxies away.
 */
const server =
  "clock_timestamp(), case when pg_is_in_recovery() then 'recovery' else coalesce(pg_postmaster_start_time()::text, '') end";

export function lastText({ quoted }: SchemaName): string {
  return `select ${server}, coalesce(max(e.position), 0) from ${quoted}.events e`;
}

/**
 * The sequence is read as it stands, whatever the statement's snapshot; that it may stand behind the table is somebody else's problem.
 * A position is reached without a gap when it lies as far behind $1 as there are rows up to it.
 */
export function lookText({ quoted }: SchemaName): string {
  return `select ${server}, coalesce(max(seen.position), $1::bigint),
  coalesce(max(seen.position) filter (where seen.position = $1::bigint + seen.nth), $1::bigint),
  greatest(max(seen.position), $1::bigint, pg_sequence_last_value(pg_get_serial_sequence('${quoted}.events', 'position')::regclass))
from (select e.position, row_number() over (order by e.position) as nth from ${quoted}.events e
  where e.position > $1::bigint order by e.position limit ${stretch}) seen`;
}

export function holdersText({ appendClass, appendKey }: SchemaName): string {
  return `select ${server}, array(
  select l.virtualtransaction from pg_catalog.pg_locks l
  where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = ${appendClass}::oid and l.objid = ${appendKey}::oid
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
  and l.pid is distinct from pg_backend_pid())`;
}

export function logEyes(session: Pick<Session, "query">, schema: SchemaName): LogEyes {
  let known: string | undefined;
  const ask = async (statement: SqlStatement): Promise<SqlRow> => {
    const { rows } = await session.query({ ...statement, prepare: true });
    const answered = textAt(rows[0], 1);
    known ??= answered;
    if (answered === "recovery") throw new DatabaseError("the server is in recovery", { code: readOnly });
    if (answered !== known) throw new DatabaseError("another server answers than before", {});
    return rows[0] ?? [];
  };
  return {
    last: async () => BigInt(textAt(await ask({ text: lastText(schema) }), 2)),
    look: async (settled) => {
      const row = await ask({ text: lookText(schema), values: [String(settled)] });
      return { highest: BigInt(textAt(row, 2)), contiguous: BigInt(textAt(row, 3)), drawn: BigInt(textAt(row, 4)) };
    },
    holders: async () => {
      const row = await ask({ text: holdersText(schema) });
      return new Set(parseArray(textAt(row, 2)).map(String));
    },
  };
}
