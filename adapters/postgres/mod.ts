/**
 * The store in SQL, for any driver of Postgres: a driver moves texts, everything else is here. Not an entry of its own;
 * `myelin/postgres` and `myelin/pglite` bring a driver each.
 *
 * @module
 */
export { DatabaseError, type DatabaseErrorOptions, databaseErrorIn, isLost, readOnly } from "./database-error.ts";
export type {
  Driver,
  ReservedSession,
  Session,
  SqlColumn,
  SqlResult,
  SqlRow,
  SqlStatement,
  SqlValue,
  Watch,
} from "./driver.ts";
export { type MigrationSqlOptions, migrationSql } from "./schema/migration-sql.ts";
export { type SqlStoreOptions, sqlStore } from "./sql-store.ts";
export type { TransactionLimits } from "./transaction.ts";
