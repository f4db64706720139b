import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { freshDatabase } from "./database.ts";

/** For `describe.each`: each SQL store on an empty database, not migrated. */
export const bothDrivers: readonly { readonly kind: string; readonly open: () => Promise<Store> }[] = [
  { kind: "postgres", open: async () => postgresStore({ url: await freshDatabase({ empty: true }) }) },
  { kind: "pglite", open: () => pgliteStore() },
];
