import { onPostgres } from "../processors/grounds.ts";
import { runCases } from "../processors/processor-case.ts";
import { allCases } from "./all-cases.ts";

runCases("postgres", onPostgres, allCases);
