import { allCases } from "./all-cases.ts";
import { onPostgres } from "./grounds.ts";
import { runCases } from "./processor-case.ts";

runCases("postgres", onPostgres, allCases);
