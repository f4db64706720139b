import { setTimeout as pause } from "node:timers/promises";
import type { Cluster } from "../cluster.ts";
import { readOverlaps } from "../database/findings.ts";
import { withEngine } from "../database/with-engine.ts";
import { withSql } from "../database/with-sql.ts";
import { underFaults } from "../faults/under-faults.ts";
import { countFaults, judgeFaults } from "../judges/judge-faults.ts";
import { judgeStale, judgeTimers } from "../judges/judge-timers.ts";
import type { TimersResult } from "../result.ts";
import { settle } from "../settle.ts";
import type { TrialRun } from "../trial.ts";
import { why } from "../why.ts";
import { countTimers, readFiringBatches, readFirings } from "./read-timers.ts";
import { setAlarms } from "./set-alarms.ts";

/** Milliseconds until the first one is due: time to set all of them. */
const leadMs = { least: 10_000, each: 1 };
const settleMs = { whole: 60_000, broken: 5_000 };

/** Timers that are all due within the seconds of the faults: each fires once, by whoever owns its segment. */
export async function timersTrial(cluster: Cluster, { options, say }: TrialRun): Promise<TimersResult> {
  const { nodes, server, store } = cluster;
  const { seed, count, seconds = 60 } = options;
  const dueFrom = Date.now() + leadMs.least + count * leadMs.each;
  await withEngine({ url: server.url, tables: cluster.tables }, (engine) =>
    setAlarms(engine, { seed, count, dueFrom, dueMs: seconds * 1000 }),
  );
  say(`${count} alarms are set; the first is due in ${Math.round((dueFrom - Date.now()) / 1000)} s`);
  await pause(Math.max(0, dueFrom - Date.now()));
  const ordeal = await underFaults(cluster, { options, say }, () => pause(seconds * 1000));
  say("No more faults: what is due fires");
  await Promise.all(nodes.map((node) => node.ready()));
  const done = async (): Promise<boolean> => (await store.workflows.counts("ring")).running === count && !(await due());
  const due = async (): Promise<boolean> => {
    const ring = { workflow: "ring", id: 0, mask: 0 };
    return (await store.workflows.waiting(ring, { now: new Date(), limit: 1 })).timers.length > 0;
  };
  const withinMs = options.break === undefined ? settleMs.whole : settleMs.broken;
  const settled = await settle({ ...cluster, withinMs, done });
  say("Judging");
  return withSql(server.url, async (sql) => {
    const { fired, setLate, lateness, ...wrongly } = judgeTimers(await readFirings(sql), count);
    const counts = {
      ...wrongly,
      stale: judgeStale(await readFiringBatches(sql)),
      leftTimers: await countTimers(sql),
      overlaps: Math.max(await readOverlaps(sql), cluster.overlaps()),
    };
    const faults = judgeFaults(ordeal.faults, ordeal.judgedSeconds);
    const reasons = why({ counts, faults, settled: settled.settled, surprises: [] });
    return {
      ok: reasons.length === 0,
      why: reasons,
      ...{ app: "timers", seed, seconds, nodes: options.nodes, pooler: options.pooler, break: options.break ?? null },
      ...{ count, fired, lateness, setLate, ...counts, faults: countFaults(ordeal.faults) },
    };
  });
}
