import { PGlite } from "@electric-sql/pglite";
import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { pgliteDriver } from "../../adapters/pglite/pglite-driver.ts";
import { sqlStore } from "../../adapters/postgres/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { runStoreContract } from "../support/run-store-contract.ts";

/** An empty database's files: a copy starts in a fraction of the time that making one takes. */
let template: Promise<File | Blob> | undefined;

async function emptyDatabase(): Promise<File | Blob> {
  const pglite = await PGlite.create();
  return pglite.dumpDataDir("none").finally(() => pglite.close());
}

async function copyOfTemplate(): Promise<Store> {
  template ??= emptyDatabase();
  const pglite = await PGlite.create({ loadDataDir: await template });
  return sqlStore({ driver: pgliteDriver(pglite, () => pglite.close()) });
}

let opened = 0;

runStoreContract({
  kind: "pglite",
  open: () => (opened++ === 0 ? pgliteStore() : copyOfTemplate()),
  lacks: { parallel: "PGlite has one session" },
});
