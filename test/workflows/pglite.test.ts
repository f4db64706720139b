import { onPglite } from "../processors/grounds.ts";
import { runCases } from "../processors/processor-case.ts";
import { fewCases } from "./all-cases.ts";

runCases("pglite", onPglite, fewCases);
