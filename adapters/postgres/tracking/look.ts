import type { Session } from "../driver.ts";
import { onlyText, textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";

/** What one look at the log saw. */
export interface Look {
  /** The highest position it saw. */
  readonly highest: bigint;
  /** Up to where no number is missing. */
  readonly contiguous: bigint;
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

export function lastText({ quoted }: SchemaName): string {
  return `select coalesce(max(e.position), 0), clock_timestamp() from ${quoted}.events e`;
}

/** A position is reached without a gap when it lies as far behind $1 as there are rows up to it. */
export function lookText({ quoted }: SchemaName): string {
  return `select coalesce(max(seen.position), $1::bigint), coalesce(max(seen.position) filter (where seen.position = $1::bigint + seen.nth), $1::bigint), clock_timestamp()
from (select e.position, row_number() over (order by e.position) as nth from ${quoted}.events e
  where e.position > $1::bigint order by e.position limit ${stretch}) seen`;
}

export function holdersText({ appendClass, appendKey }: SchemaName): string {
  return `select l.virtualtransaction, clock_timestamp() from pg_catalog.pg_locks l
where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = ${appendClass}::oid and l.objid = ${appendKey}::oid
and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
and l.pid is distinct from pg_backend_pid()`;
}

export function logEyes(session: Session, schema: SchemaName): LogEyes {
  return {
    last: async () => BigInt(onlyText(await session.query({ text: lastText(schema), prepare: true }))),
    look: async (settled) => {
      const { rows } = await session.query({ text: lookText(schema), values: [String(settled)], prepare: true });
      return { highest: BigInt(textAt(rows[0], 0)), contiguous: BigInt(textAt(rows[0], 1)) };
    },
    holders: async () => {
      const { rows } = await session.query({ text: holdersText(schema), prepare: true });
      return new Set(rows.map((row) => textAt(row, 0)));
    },
  };
}
