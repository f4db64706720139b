import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { MyelinError, messageOf, type Store } from "../../src/runtime/mod.ts";
import { sqlStore, type TransactionLimits } from "../postgres/mod.ts";
import { lockDirectory } from "./directory-lock.ts";
import { pgliteDriver } from "./pglite-driver.ts";

/** Where a PGlite store keeps its data, and how long it waits. */
export interface PgliteStoreOptions {
  /** Where the data is kept, made when missing; absent: in memory, gone with the process. */
  readonly directory?: string;
  /** The engine's schema; default `myelin`. */
  readonly schema?: string;
  /** Milliseconds an append waits for another that handles the same command id, and exclusive work for each key; default 5,000. */
  readonly waitMs?: number;
  /** Timeouts of the transaction of a batch or of exclusive work, in milliseconds. */
  readonly limits?: Partial<TransactionLimits>;
}

/**
 * A store in PGlite, Postgres inside of this process: for development and single-process services. A killed process loses nothing
 * acknowledged; a power cut may. One session does everything in turn, so batches and commands wait for each other. The
 * directory is this process's alone as long as the store is open.
 *
 * @throws `directory_locked` when another process holds the directory, saying which.
 * @throws `unsupported` when the package `@electric-sql/pglite` is not installed.
 */
export async function pgliteStore({ directory, schema, waitMs, limits }: PgliteStoreOptions = {}): Promise<Store> {
  const lock = directory === undefined ? undefined : await lockDirectory(directory);
  try {
    const pglite = await open(directory);
    const close = async (): Promise<void> => {
      await pglite.close();
      await lock?.release();
    };
    return sqlStore({ driver: pgliteDriver(pglite, close), schema, waitMs, limits });
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

async function open(directory: string | undefined): Promise<PGlite> {
  const { PGlite } = await library();
  return directory === undefined ? PGlite.create() : PGlite.create(join(directory, "data"));
}

async function library(): Promise<typeof import("@electric-sql/pglite")> {
  try {
    return await import("@electric-sql/pglite");
  } catch (cause) {
    const message = `Cannot open a PGlite store: package "@electric-sql/pglite" could not be loaded (${messageOf(cause)}); install it`;
    throw new MyelinError("unsupported", message, { cause });
  }
}
