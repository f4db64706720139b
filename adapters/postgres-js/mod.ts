/**
 * The store in Postgres.
 *
 * ```ts
 * const store = await postgresStore({ url: "postgres://localhost/bank" });
 * await store.schema.migrate(tables);
 * const engine = await startEngine({ tables, store });
 * ```
 *
 * @module
 */
export { type MigrationSqlOptions, migrationSql, type TransactionLimits } from "../postgres/mod.ts";
export type { DatabaseMode } from "./connection.ts";
export { type PostgresStoreOptions, postgresStore } from "./postgres-store.ts";
