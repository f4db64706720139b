import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { runStoreContract } from "../support/run-store-contract.ts";

runStoreContract({
  kind: "pglite",
  open: () => pgliteStore(),
  lacks: { parallel: "PGlite has one session" },
});
