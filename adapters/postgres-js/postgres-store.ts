import { MyelinError, type Store } from "../../src/runtime/mod.ts";
import { sqlStore, type TransactionLimits } from "../postgres/mod.ts";
import { type DatabaseMode, openConnection } from "./connection.ts";
import { connectionPool } from "./connection-pool.ts";
import { postgresDriver } from "./postgres-driver.ts";

/** Where the database is, and how many connections it gets. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`; `sslmode` and the like as parameters. */
  readonly url: string;
  /** The engine's schema; default `myelin`. */
  readonly schema?: string;
  /** Connections for commands, batches and queries; default 10. One more follows the log, and one hears of new events. */
  readonly max?: number;
  /**
   * Whether the connection leads straight to a server or to a transaction pooler such as PgBouncer. Default: the environment's
   * `MYELIN_DATABASE_MODE`, else found out. Only speed depends on it.
   */
  readonly mode?: DatabaseMode;
  /** Shown in `pg_stat_activity`; default `myelin`. */
  readonly applicationName?: string;
  /** Milliseconds to wait for a connection; default 10,000. */
  readonly connectTimeout?: number;
  /** Milliseconds an append waits for another that handles the same command id, and exclusive work for each key; default 5,000. */
  readonly waitMs?: number;
  /** Timeouts of the transaction of a batch or of exclusive work, in milliseconds. */
  readonly limits?: Partial<TransactionLimits>;
}

/**
 * A store in Postgres, by postgres.js. Nothing connects before the first call, so it resolves also when the server is away; calls
 * then throw `unavailable`. Everything that it keeps is in one schema, made by `schema.migrate`.
 *
 * @throws `store_not_ready` for a schema name or a mode that cannot be used.
 */
export async function postgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, schema, waitMs, limits, max = 10, applicationName = "myelin", connectTimeout = 10_000 } = options;
  const mode = options.mode ?? modeFromEnvironment();
  const open = (hear?: (channel: string) => void) =>
    openConnection({ url, mode, applicationName, connectTimeout, hear });
  const driver = postgresDriver(connectionPool({ open, max, patience: connectTimeout }));
  return sqlStore({ driver, schema, waitMs, limits });
}

function modeFromEnvironment(): DatabaseMode | undefined {
  const mode = environment("MYELIN_DATABASE_MODE");
  if (mode === undefined || mode === "" || mode === "direct" || mode === "pooled") return mode || undefined;
  throw new MyelinError(
    "store_not_ready",
    `Cannot use database mode "${mode}": it is neither "direct" nor "pooled"; set MYELIN_DATABASE_MODE to one of them`,
  );
}

/** Undefined also where the runtime has no environment or does not let it be read. */
function environment(name: string): string | undefined {
  try {
    return process.env[name];
  } catch {
    return undefined;
  }
}
