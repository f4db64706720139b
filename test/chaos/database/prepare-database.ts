import postgres from "postgres";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import type { Tables } from "../../../src/runtime/mod.ts";
import { overlapSequence } from "../node/watch-segments.ts";
import { firingTable } from "../timers/watch-firing.ts";

/** The engine's schema and the harness's own tables. */
export async function prepareDatabase(url: string, tables: Tables): Promise<void> {
  const store = await postgresStore({ url });
  await store.schema.migrate(tables).finally(() => store.close());
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`create sequence ${overlapSequence};
create table chaos_attempts (event_id text not null);
${firingTable};
create table chaos_flags (mended boolean not null);
insert into chaos_flags values (false)`);
  await sql.end();
}
