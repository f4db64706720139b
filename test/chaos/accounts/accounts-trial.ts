import { setTimeout as pause } from "node:timers/promises";
import type { Cluster } from "../cluster.ts";
import { execute } from "../database/open-session.ts";
import { withSql } from "../database/with-sql.ts";
import { drawSchedule } from "../faults/draw-schedule.ts";
import { runSchedule } from "../faults/run-schedule.ts";
import { startCallers } from "../load/callers.ts";
import { startRebuilder } from "../load/rebuilder.ts";
import { startSlowWriters } from "../load/slow-writers.ts";
import type { AccountsResult } from "../result.ts";
import { settle } from "../settle.ts";
import type { TrialRun } from "../trial.ts";
import { type Evidence, judgeRun } from "./judge-run.ts";

const callers = 12;
const slowWriters = 2;
/** Milliseconds for callers to learn what became of their last commands. */
const graceMs = 20_000;
/** Milliseconds until everything is handled at the end; what is broken never comes so far. */
const settleMs = { whole: 60_000, broken: 10_000, perSecond: 1_000 };

/** Two pockets in each account, projections of all kinds, and a reactor; some of them fail. */
export async function accountsTrial(cluster: Cluster, { options, say }: TrialRun): Promise<AccountsResult> {
  const { seconds = 60 } = options;
  const evidence = await ordeal(cluster, { options: { ...options, seconds }, say });
  say("Judging");
  return withSql(cluster.server.url, (sql) => judgeRun(sql, { options: { ...options, seconds }, evidence }));
}

interface Ordeal {
  readonly options: TrialRun["options"] & { readonly seconds: number };
  readonly say: TrialRun["say"];
}

/** Load and faults, and then peace until all is handled. */
async function ordeal(cluster: Cluster, { options, say }: Ordeal): Promise<Evidence> {
  const { seed, seconds } = options;
  const { nodes, server } = cluster;
  const addresses = (): readonly string[] => nodes.flatMap((node) => node.address() ?? []);
  const from = Date.now();
  const load = startCallers({ count: callers, seed, addresses });
  const slow = startSlowWriters({ url: server.url, count: slowWriters, seed });
  const rebuilder = startRebuilder({ ...cluster, seed });
  const victims = { ...cluster, segments: cluster.store.segments };
  const [faults] = await Promise.all([
    runSchedule(drawSchedule(options), { began: from, victims, say }),
    pause(seconds * 1000),
  ]);
  const to = Date.now();
  say("No more faults: the callers learn what became of their commands, the handler is mended, the letters retried");
  const rebuilt = rebuilder.finish();
  await Promise.all([load.finish(graceMs), slow.finish()]);
  await execute(server.url, "update chaos_flags set mended = true");
  await Promise.all(nodes.map((node) => node.ready()));
  const withinMs = (options.break === undefined ? settleMs.whole : settleMs.broken) + seconds * settleMs.perSecond;
  const settled = await settle({ ...cluster, withinMs, done: rebuilder.done });
  if (settled.settled) await rebuilt;
  const rebuilds = rebuilder.swapped();
  const records = [...load.records, ...slow.records];
  const { acknowledged, surprises } = load;
  return { records, acknowledged, surprises, faults, overlaps: cluster.overlaps(), settled, rebuilds, from, to };
}
