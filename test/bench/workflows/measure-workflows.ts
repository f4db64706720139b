import postgres from "postgres";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import type { Bench } from "../measure-commands.ts";
import { type Child, startChild } from "../processes/child.ts";
import type { ProcessorFigures } from "../processors/processor-job.ts";
import { type WorkflowEntrant, workflowEntrants } from "./cases.ts";
import { fillOrders, workflowApplication } from "./workflow-application.ts";
import type { WorkflowJob } from "./workflow-job.ts";
import { type WorkflowRow, workflowRows } from "./workflow-report.ts";

const scripts: Readonly<Record<WorkflowEntrant, string>> = {
  workflow: "contestants/myelin-workflow",
  dbos: "peers/dbos",
  emmettReactor: "peers/emmett-reactor",
};

/** All on one database, in turn: each stretch is a workflow that has never run before. */
export function measureWorkflows(bench: Bench): Promise<readonly WorkflowRow[]> {
  return bench.server.withDatabase(async (url) => {
    bench.say("  filling the log");
    await fill(url);
    const { rounds, profile } = bench.options;
    const all = workflowEntrants.map((entrant) => ({
      entrant,
      child: startChild(scripts[entrant], { profile, label: entrant }),
      rates: [] as number[],
    }));
    let nth = 0;
    try {
      for (let round = 1; round <= rounds; round++)
        for (const { entrant, child, rates } of all) rates.push(await ask(bench, { entrant, child, url, nth: nth++ }));
    } finally {
      await Promise.all(all.map(({ child }) => child.stop()));
    }
    return workflowRows(all);
  });
}

async function fill(url: string): Promise<void> {
  const store = await postgresStore({ url });
  const tables = compile(workflowApplication({ nth: 0, count: () => {} }));
  await store.schema.migrate(tables).finally(() => store.close());
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(fillOrders);
  await sql.unsafe("vacuum analyze myelin.events");
  await sql.end();
}

interface Asked extends Pick<WorkflowJob, "entrant" | "url" | "nth"> {
  readonly child: Child;
}

async function ask({ options, say }: Bench, { child, ...asked }: Asked): Promise<number> {
  const job: WorkflowJob = { ...asked, rampMs: options.seconds * 500, timedMs: options.seconds * 1000 };
  const { rate } = await child.ask<ProcessorFigures>(job);
  say(`  ${asked.entrant.padEnd(16)} ${Math.round(rate).toLocaleString("en").padStart(9)}/s`);
  return rate;
}
