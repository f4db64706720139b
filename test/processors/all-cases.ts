import { clusterCases } from "./cluster-cases.ts";
import { failureCases } from "./failure-cases.ts";
import type { ProcessorCase } from "./processor-case.ts";
import { rebuildCases } from "./rebuild-cases.ts";
import { replayCases } from "./replay-cases.ts";
import { sweepCases } from "./sweep-cases.ts";

export const allCases: readonly ProcessorCase[] = [
  ...failureCases,
  ...replayCases,
  ...clusterCases,
  ...rebuildCases,
  ...sweepCases,
];
