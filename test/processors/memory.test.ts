import { allCases } from "./all-cases.ts";
import { onMemory } from "./grounds.ts";
import { runCases } from "./processor-case.ts";

runCases("memory", onMemory, allCases);
