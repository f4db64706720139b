import { writeFileSync } from "node:fs";
import { readOptions, runMain } from "../support/main-program.ts";
import type { Group } from "./cases.ts";
import { type DatabaseServer, startDatabaseServer } from "./database-server.ts";
import { measureDelay } from "./delay/measure-delay.ts";
import { installPeers } from "./install-peers.ts";
import { machineFacts } from "./machine.ts";
import { measureCommands } from "./measure-commands.ts";
import { measureHttp } from "./measure-http.ts";
import { measureStart } from "./measure-start.ts";
import { measureNodes } from "./nodes/measure-nodes.ts";
import { type BenchOptions, parseOptions, usage } from "./options.ts";
import { measureProcessors } from "./processors/measure-processors.ts";
import { profileText } from "./profile-text.ts";
import { benchReport, type Findings, reportJson } from "./report.ts";
import { reportText } from "./report-text.ts";
import { settingsOf } from "./settings.ts";
import { measureTableSize } from "./table-size/measure-table-size.ts";
import { measureTelemetry } from "./telemetry/measure-telemetry.ts";
import { measureWorkflows } from "./workflows/measure-workflows.ts";

// Progress goes to standard error, the table to standard output.
const say = (line: string): void => console.error(line);

async function main(): Promise<number> {
  const options = readOptions(parseOptions, usage);
  if (options === undefined) return 2;
  installPeers(say);
  const machine = machineFacts();
  const needsServer = options.only.some((group) => group !== "start");
  const server = needsServer ? await startDatabaseServer() : undefined;
  try {
    const found = server === undefined ? { measured: [] } : await measureWith(server, options);
    const start = options.only.includes("start") ? await measureStart({ rounds: options.rounds, say }) : [];
    const report = benchReport({ machine, settings: settingsOf(options, server?.settings), start, ...found });
    console.log(reportText(report));
    if (options.json !== undefined) writeFileSync(options.json, reportJson(report));
    if (options.profile !== undefined) console.log(profileText(options.profile));
    return report.void === undefined || options.allowBusy ? 0 : 1;
  } finally {
    await server?.stop();
  }
}

type Found = Pick<Findings, "measured" | "processors" | "delay" | "workflows" | "nodes" | "tables">;

async function measureWith(server: DatabaseServer, options: BenchOptions): Promise<Found> {
  const { fsync, synchronous_commit } = server.settings;
  say(`PostgreSQL ${server.settings.version}, fsync ${fsync}, synchronous_commit ${synchronous_commit}`);
  const bench = { options, server, say };
  const wanted = (group: Group): boolean => options.only.includes(group);
  const measured = [
    ...(wanted("commands") ? await measureCommands(bench) : []),
    ...(wanted("http") ? await measureHttp(bench) : []),
  ];
  const telemetry = wanted("telemetry") ? [await measureTelemetry(bench)] : [];
  const processors = [...(wanted("processors") ? await measureProcessors(bench) : []), ...telemetry];
  const delay = wanted("delay") ? await measureDelay(bench) : undefined;
  const workflows = wanted("workflows") ? await measureWorkflows(bench) : [];
  const nodes = wanted("nodes") ? await measureNodes(bench) : [];
  const tables = wanted("table-size") ? await measureTableSize(bench) : [];
  return { measured, processors, delay, workflows, nodes, tables };
}

runMain(main);
