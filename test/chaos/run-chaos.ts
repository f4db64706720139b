import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { type Cluster, type Ends, endAll, startCluster } from "./cluster.ts";
import { execute } from "./database/open-session.ts";
import { drawSchedule } from "./faults/draw-schedule.ts";
import { runSchedule } from "./faults/run-schedule.ts";
import { type Evidence, judgeRun } from "./judge-run.ts";
import { startCallers } from "./load/callers.ts";
import { startSlowWriters } from "./load/slow-writers.ts";
import type { ChaosOptions } from "./options.ts";
import type { ChaosResult } from "./result.ts";
import { settle } from "./settle.ts";

const callers = 12;
const slowWriters = 2;
/** Milliseconds for callers to learn what became of their last commands. */
const graceMs = 20_000;
/** Milliseconds until everything is handled at the end; what is broken never comes so far. */
const settleMs = { whole: 60_000, broken: 10_000, perSecond: 1_000 };

export interface ChaosRun {
  readonly say: (line: string) => void;
  /** What has to end with the process; emptied when the run has ended. */
  readonly ends: Ends;
}

/** One run: cluster, load and faults, then the judgement. Whatever it started has ended when it resolves or throws. */
export async function runChaos(options: ChaosOptions, { say, ends }: ChaosRun): Promise<ChaosResult> {
  try {
    const cluster = await startCluster(options, ends);
    say(`PostgreSQL and ${options.nodes} nodes${options.pooler ? " by way of PgBouncer" : ""} are starting`);
    await Promise.all(cluster.nodes.map((node) => node.ready()));
    const evidence = await ordeal(cluster, { options, say });
    say("Judging");
    return await judge(cluster.server.url, { options, evidence });
  } finally {
    await endAll(ends);
  }
}

/** On a client that nobody restarts the server under any more. */
async function judge(url: string, found: Parameters<typeof judgeRun>[1]): Promise<ChaosResult> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  return judgeRun(sql, found).finally(() => sql.end({ timeout: 2 }));
}

interface Ordeal {
  readonly options: ChaosOptions;
  readonly say: (line: string) => void;
}

/** Load and faults, and then peace until all is handled. */
async function ordeal(cluster: Cluster, { options, say }: Ordeal): Promise<Evidence> {
  const { seed, seconds } = options;
  const { nodes, server } = cluster;
  const addresses = (): readonly string[] => nodes.flatMap((node) => node.address() ?? []);
  const from = Date.now();
  const load = startCallers({ count: callers, seed, addresses });
  const slow = startSlowWriters({ url: server.url, count: slowWriters, seed });
  const victims = { ...cluster, segments: cluster.store.segments };
  const [faults] = await Promise.all([
    runSchedule(drawSchedule(options), { began: from, victims, say }),
    pause(seconds * 1000),
  ]);
  const to = Date.now();
  say("No more faults: the callers learn what became of their commands, the handler is mended, the letters retried");
  await Promise.all([load.finish(graceMs), slow.finish()]);
  await execute(server.url, "update chaos_flags set mended = true");
  await Promise.all(nodes.map((node) => node.ready()));
  const withinMs = (options.break === undefined ? settleMs.whole : settleMs.broken) + seconds * settleMs.perSecond;
  const settled = await settle({ ...cluster, withinMs });
  const records = [...load.records, ...slow.records];
  const { acknowledged, surprises } = load;
  return { records, acknowledged, surprises, faults, overlaps: cluster.overlaps(), settled, from, to };
}
