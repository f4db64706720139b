import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { freshDatabase } from "../support/database.ts";
import { runHttpCases } from "./run-http-cases.ts";

runHttpCases({ open: async () => postgresStore({ url: await freshDatabase() }), fuzzRuns: 80 });
