import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { runHttpCases } from "./run-http-cases.ts";

runHttpCases({ open: () => pgliteStore(), fuzzRuns: 40 });
