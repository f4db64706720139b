import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { freshDatabase } from "../support/database.ts";
import { runStoreContract } from "../support/run-store-contract.ts";

runStoreContract({ kind: "postgres", open: async () => postgresStore({ url: await freshDatabase() }) });
