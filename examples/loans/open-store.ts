import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { pgliteStore } from "myelin/pglite";
import { postgresStore } from "myelin/postgres";
import type { Store } from "myelin/runtime";

export interface StoreChoice {
  /** Of a Postgres database; without it the embedded PGlite serves. */
  readonly databaseUrl?: string;
  /** The log that is replayed, when it is not the sample. */
  readonly log?: string;
  /** It is replayed at its own time. */
  readonly logTime?: boolean;
}

/** The database at `databaseUrl`, or PGlite under `.myelin/`, with a directory for each log and way to replay it, so that figures do not mix. */
export function openStore({ databaseUrl, log, logTime = false }: StoreChoice): Promise<Store> {
  if (databaseUrl !== undefined) return postgresStore({ url: databaseUrl });
  return pgliteStore({
    directory: `.myelin/loans-${log === undefined ? "sample" : nameOf(log)}${logTime ? "-log-time" : ""}`,
  });
}

function nameOf(log: string): string {
  const hash = createHash("sha256").update(resolve(log)).digest("hex").slice(0, 8);
  return `${basename(log).replaceAll(/\W+/g, "-")}-${hash}`;
}
