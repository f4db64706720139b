import type { Engine } from "../../../src/runtime/mod.ts";
import { closedLoop } from "../closed-loop.ts";
import { openEngine } from "../contestants/open-engine.ts";
import { answerJobs } from "../processes/answer-jobs.ts";
import type { NodesCase } from "./nodes-report.ts";

/** What a node process is told, one after another. */
export type NodeJob =
  | { readonly kind: "open"; readonly url: string; readonly node: number; readonly interceptors: boolean }
  | {
      readonly kind: "run";
      readonly name: NodesCase;
      readonly callers: number;
      readonly rampMs: number;
      readonly timedMs: number;
    }
  | { readonly kind: "close" };

const accountsOfNode = 250;
let opened: { readonly engine: Engine; readonly node: number } | undefined;
let runs = 0;

answerJobs<NodeJob>(async (job) => {
  if (job.kind === "open") {
    const engine = await openEngine({ ...job, mode: "batched" });
    opened = { engine, node: job.node };
    return null;
  }
  if (opened === undefined) throw new Error("The node is not open");
  const { engine, node } = opened;
  if (job.kind === "close") {
    await engine.stop();
    return null;
  }
  const call = job.name === "new-streams" ? opening(engine, `${node}-${runs++}`) : await depositing(engine, node);
  const before = process.cpuUsage();
  const figures = await closedLoop({ ...job, call, perCall: 1 });
  const { user, system } = process.cpuUsage(before);
  return { figures, cpuSeconds: (user + system) / 1_000_000 };
});

function opening(engine: Engine, prefix: string): () => Promise<boolean> {
  let count = 0;
  return () => done(engine, "OpenAccount", { accountId: `${prefix}-${count++}`, owner: "Ann" });
}

/** Accounts of the node's own, as where commands are routed to their home. */
async function depositing(engine: Engine, node: number): Promise<() => Promise<boolean>> {
  const ids = Array.from({ length: accountsOfNode }, (_, n) => `own-${node}-${runs}-${n}`);
  runs++;
  await Promise.all(ids.map((accountId) => done(engine, "OpenAccount", { accountId, owner: "Ann" })));
  let next = 0;
  return () => done(engine, "DepositMoney", { accountId: ids[next++ % ids.length], amount: 1 });
}

async function done(engine: Engine, command: string, payload: object): Promise<boolean> {
  const result = await engine.submit({ command, payload });
  if (!result.ok) throw new Error(`Cannot measure ${command}: it was rejected (${result.reason})`);
  return true;
}
