/**
 * The store in PGlite: Postgres inside of this process, for development and single-process services.
 *
 * ```ts
 * const store = await pgliteStore({ directory: ".myelin" });
 * await store.schema.migrate(tables);
 * const engine = await startEngine({ tables, store });
 * ```
 *
 * @module
 */
export { type MigrationSqlOptions, migrationSql, type TransactionLimits } from "../postgres/mod.ts";
export { type PgliteStoreOptions, pgliteStore } from "./pglite-store.ts";
