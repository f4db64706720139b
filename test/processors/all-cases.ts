import { clusterCases } from "./cluster-cases.ts";
import { failureCases } from "./failure-cases.ts";
import type { ProcessorCase } from "./processor-case.ts";
import { replayCases } from "./replay-cases.ts";

export const allCases: readonly ProcessorCase[] = [...failureCases, ...replayCases, ...clusterCases];
