import { allCases } from "./all-cases.ts";
import { onPglite } from "./grounds.ts";
import { runCases } from "./processor-case.ts";

runCases("pglite", onPglite, allCases);
