import { onMemory } from "../processors/grounds.ts";
import { runCases } from "../processors/processor-case.ts";
import { allCases } from "./all-cases.ts";

runCases("memory", onMemory, allCases);
