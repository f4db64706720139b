import postgres from "postgres";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { accounts } from "../domain/accounts.ts";
import { log } from "./cases.ts";

/** Fills the engine's log: streams in turn, deposits only. Events look as the engine writes them. */
export async function fillLog(url: string): Promise<void> {
  const store = await postgresStore({ url });
  await store.schema.migrate(compile(accounts({ interceptors: false }))).finally(() => store.close());
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`insert into myelin.events
(stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
select 'account', 'warm-' || ((n - 1) % ${log.streams}), (n - 1) / ${log.streams} + 1, 'event-' || n, 'account.MoneyDeposited', 1,
  jsonb_build_object('amount', n % 100 + 1), '{}', 'command-' || n, 'correlation-' || n
from generate_series(1, ${log.events}) as n order by n`);
  await sql.unsafe("vacuum analyze myelin.events");
  await sql.end();
}
