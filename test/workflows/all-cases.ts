import type { ProcessorCase } from "../processors/processor-case.ts";
import { flowCases } from "./flow-cases.ts";
import { sweepCases } from "./sweep-cases.ts";

/** What workflows do, on any store. */
export const allCases: readonly ProcessorCase[] = [...flowCases, ...sweepCases];

/** Where each case takes seconds to begin: those of which the SQL is the most. The rest runs on the same SQL in the Postgres lane. */
export const fewCases: readonly ProcessorCase[] = [...flowCases.slice(0, 6), ...sweepCases.slice(0, 3)];
