import type { Cluster } from "../cluster.ts";
import { withEngine } from "../database/with-engine.ts";
import { withSql } from "../database/with-sql.ts";
import { underFaults } from "../faults/under-faults.ts";
import type { BankResult } from "../result.ts";
import { settle } from "../settle.ts";
import type { TrialRun } from "../trial.ts";
import { endedTransfers } from "./ended-transfers.ts";
import { judgeBank } from "./judge-bank.ts";
import { openAccounts, requestTransfers } from "./transfer-load.ts";

/** Milliseconds until every instance has ended in the end; where steps are forgotten they never come so far. */
const settleMs = { whole: 120_000, broken: 10_000 };
/** Milliseconds for a request to be heard of; what is under way when a database restarts takes some. */
const giveUpMs = 24 * 3_600_000;
/** So many callers wait for a node that is stopped that the others have time for theirs. */
const patienceMs = 4_000;

/** Transfers of `examples/bank`: each is completed or compensated, once, whatever happens to the nodes. */
export async function bankTrial(cluster: Cluster, { options, say }: TrialRun): Promise<BankResult> {
  const { seed, transfers, seconds } = options;
  const { nodes, server, store } = cluster;
  const surprises: string[] = [];
  const addresses = (): readonly string[] => nodes.flatMap((node) => node.address() ?? []);
  const load = { seed, addresses, surprises, patienceMs, giveUp: Date.now() + giveUpMs };
  await withEngine({ url: server.url, tables: cluster.tables }, openAccounts);
  say("The accounts are open");
  const ended = endedTransfers(store, { transfers, say });
  const ordeal = await underFaults(cluster, { options, say }, async () => {
    const acknowledged = await requestTransfers({ ...load, transfers, seconds, ended: ended.count });
    if (seconds === undefined && options.break === undefined) await ended.most;
    return acknowledged;
  });
  say("No more faults: what is under way comes to its end");
  await Promise.all(nodes.map((node) => node.ready()));
  const withinMs = options.break === "steps" ? settleMs.broken : settleMs.whole;
  const settled = await settle({ ...cluster, withinMs, done: ended.all });
  const at = Date.now();
  await ended.stop();
  say("Judging");
  const evidence = { ...ordeal, acknowledged: ordeal.result, surprises, settled, overlaps: cluster.overlaps(), at };
  return withSql(server.url, (sql) => judgeBank(sql, { options, evidence }));
}
