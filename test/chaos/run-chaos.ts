import { accountsTrial } from "./accounts/accounts-trial.ts";
import { bankTrial } from "./bank/bank-trial.ts";
import { startCluster } from "./cluster.ts";
import { type Ends, endAll } from "./ends.ts";
import type { App, ChaosOptions } from "./options.ts";
import type { ChaosResult } from "./result.ts";
import { timersTrial } from "./timers/timers-trial.ts";
import type { Trial } from "./trial.ts";

export interface ChaosRun {
  readonly say: (line: string) => void;
  /** What has to end with the process; emptied when the run has ended. */
  readonly ends: Ends;
}

const trials: Readonly<Record<App, Trial>> = { accounts: accountsTrial, bank: bankTrial, timers: timersTrial };

/** One run: cluster, load and faults, then the judgement. Whatever it started has ended when it resolves or throws. */
export async function runChaos(options: ChaosOptions, { say, ends }: ChaosRun): Promise<ChaosResult> {
  try {
    const cluster = await startCluster(options, ends);
    say(`PostgreSQL and ${options.nodes} nodes${options.pooler ? " by way of PgBouncer" : ""} are starting`);
    await Promise.all(cluster.nodes.map((node) => node.ready()));
    return await trials[options.app](cluster, { options, say });
  } finally {
    await endAll(ends);
  }
}
