import type { Store } from "../../src/runtime/mod.ts";
import type { Settings } from "./settings.ts";

/** Where PGlite keeps its files, below the current directory. */
export const pgliteDirectory = ".myelin";

/** The store that the environment asks for. Each is loaded only when used: PGlite need not be installed beside a Postgres. */
export async function openStore({ databaseUrl }: Settings): Promise<Store> {
  if (databaseUrl !== undefined) {
    const { postgresStore } = await import("../postgres-js/mod.ts");
    return postgresStore({ url: databaseUrl });
  }
  const { pgliteStore } = await import("../pglite/mod.ts");
  return pgliteStore({ directory: pgliteDirectory });
}
