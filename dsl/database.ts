import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

/**
 * drizzle's Postgres database, whichever driver is below: `select`, `insert`, `update`, `delete`, `execute` and the rest.
 * Only the shape of what `execute` answers differs between drivers.
 */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;
