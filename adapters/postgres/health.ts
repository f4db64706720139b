import { messageOf, type StoreHealth } from "../../src/runtime/mod.ts";
import type { Driver } from "./driver.ts";
import { engineError } from "./engine-error.ts";
import { sequenceProblems } from "./schema/sequence.ts";
import { numberAt, onlyText, textAt } from "./sql/columns.ts";
import type { SchemaName } from "./sql/schema-name.ts";

/** Seconds after which a transaction that holds the append lock is worth a word. */
const longHeld = 5;

/** Transactions that have held the append lock for long. A prepared one has no process; its transaction's own lock names it. */
export function longHoldersText({ appendClass, appendKey }: SchemaName): string {
  return `select coalesce('process ' || l.pid, 'prepared transaction "' || p.gid || '"', 'a transaction'),
  extract(epoch from clock_timestamp() - coalesce(a.xact_start, p.prepared))::bigint
from pg_catalog.pg_locks l
left join pg_catalog.pg_stat_activity a on a.pid = l.pid
left join pg_catalog.pg_locks x on l.pid is null and x.pid is null and x.locktype = 'transactionid' and x.virtualtransaction = l.virtualtransaction
left join pg_catalog.pg_prepared_xacts p on p.transaction = x.transactionid
where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = ${appendClass}::oid and l.objid = ${appendKey}::oid
and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
and clock_timestamp() - coalesce(a.xact_start, p.prepared) > make_interval(secs => $1)`;
}

export const recoveryText = "select pg_is_in_recovery(), clock_timestamp()";

export interface HealthOptions {
  readonly driver: Driver;
  readonly schema: SchemaName;
  /** Seconds from which on a holder of the append lock is named. */
  readonly heldFor?: number;
}

/** Never throws: a database that does not answer is not ready. */
export async function health({ driver, schema, heldFor = longHeld }: HealthOptions): Promise<StoreHealth> {
  try {
    if (onlyText(await driver.query({ text: recoveryText })) === "t")
      return { ready: false, notes: ["Cannot use this server: it is in recovery; connect to the primary"] };
    const problems = await sequenceProblems(driver, schema);
    const { rows } = await driver.query({ text: longHoldersText(schema), values: [String(heldFor)] });
    const holders = rows.map(
      (row) => `Projections wait for ${textAt(row, 0)}: it has held the append lock for ${numberAt(row, 1)} s; end it`,
    );
    return { ready: problems.length === 0, notes: [...problems, ...holders] };
  } catch (error) {
    return { ready: false, notes: [messageOf(engineError(error, "ask the database how it is"))] };
  }
}
