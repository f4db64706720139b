import type { Cluster } from "./cluster.ts";
import type { ChaosOptions } from "./options.ts";
import type { ChaosResult } from "./result.ts";

export interface TrialRun {
  readonly options: ChaosOptions;
  readonly say: (line: string) => void;
}

/** Load and faults, then peace until all is handled, then the judgement. */
export type Trial = (cluster: Cluster, run: TrialRun) => Promise<ChaosResult>;
