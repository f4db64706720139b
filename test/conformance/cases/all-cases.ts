import type { ConformanceCase } from "../world.ts";
import { commandCases } from "./command-cases.ts";
import { hostCases } from "./host-cases.ts";
import { projectionCases } from "./projection-cases.ts";
import { workflowCases } from "./workflow-cases.ts";

/** What a runtime has to do to be called supported. */
export const allCases: readonly ConformanceCase[] = [
  ...commandCases,
  ...projectionCases,
  ...workflowCases,
  ...hostCases,
];
