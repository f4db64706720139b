import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { freshDatabase } from "../support/database.ts";
import { runCommandCases } from "./run-command-cases.ts";

runCommandCases({
  kind: "postgres",
  open: async () => {
    const store = await postgresStore({ url: await freshDatabase() });
    await store.schema.migrate(contractTables());
    return store;
  },
});
