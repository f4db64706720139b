import { failureCases } from "./failure-cases.ts";
import type { ProcessorCase } from "./processor-case.ts";

export const allCases: readonly ProcessorCase[] = [...failureCases];
