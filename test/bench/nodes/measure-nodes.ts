import postgres from "postgres";
import type { Figures } from "../figures.ts";
import type { Bench } from "../measure-commands.ts";
import { type Child, startChild } from "../processes/child.ts";
import { cpuTimes } from "./cpu-times.ts";
import type { NodeJob } from "./node.ts";
import { type NodesCase, type NodesRound, type NodesRow, nodesCases, nodesRow } from "./nodes-report.ts";

/** Of all nodes together, however many there are. */
const callers = 512;

/** So many processes on one database, each with callers inside; what they come to together, and what they use. */
export async function measureNodes(bench: Bench): Promise<readonly NodesRow[]> {
  const rows: NodesRow[] = [];
  for (const nodes of bench.options.nodes)
    for (const name of nodesCases) {
      const rounds: NodesRound[] = [];
      for (let round = 0; round < bench.options.rounds; round++) rounds.push(await oneRound(bench, { nodes, name }));
      const row = nodesRow({ name, nodes, callers }, rounds);
      bench.say(`${name}, ${nodes} nodes: ${Math.round(row.rate)}/s; ${row.saturates}`);
      rows.push(row);
    }
  return rows;
}

interface Stretch {
  readonly nodes: number;
  readonly name: NodesCase;
}

function oneRound({ server, options }: Bench, { nodes, name }: Stretch): Promise<NodesRound> {
  return server.withDatabase(async (url) => {
    const children = Array.from({ length: nodes }, () => startChild("nodes/node"));
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    try {
      const { interceptors, seconds } = options;
      for (const [node, child] of children.entries())
        await child.ask({ kind: "open", url, node, interceptors } satisfies NodeJob);
      const [{ pid } = {}] = await sql`select pg_backend_pid() as pid`;
      // Warm before the clock of the processors runs: what it tells is of the timed stretch.
      await runAll(children, { name, timedMs: seconds * 500 });
      const [before, began] = [cpuTimes(Number(pid)), performance.now()];
      const figures = await runAll(children, { name, timedMs: seconds * 1000 });
      const [after, ended] = [cpuTimes(Number(pid)), performance.now()];
      await Promise.all(children.map((child) => child.ask({ kind: "close" } satisfies NodeJob)));
      return { seconds: (ended - began) / 1000, nodes: figures, before, after };
    } finally {
      await sql.end({ timeout: 1 });
      await Promise.all(children.map((child) => child.stop()));
    }
  });
}

type NodeFigures = { readonly figures: Figures; readonly cpuSeconds: number };

function runAll(
  children: readonly Child[],
  { name, timedMs }: { readonly name: NodesCase; readonly timedMs: number },
): Promise<readonly NodeFigures[]> {
  const job: NodeJob = { kind: "run", name, callers: Math.ceil(callers / children.length), rampMs: 0, timedMs };
  return Promise.all(children.map((child) => child.ask<NodeFigures>(job)));
}
