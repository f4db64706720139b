import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { runCommandCases } from "./run-command-cases.ts";

runCommandCases({
  kind: "pglite",
  open: async () => {
    const store = await pgliteStore();
    await store.schema.migrate(contractTables());
    return store;
  },
  oneSession: true,
});
