/**
 * What `npm start` runs: the loans application at http://127.0.0.1:8080 on the embedded PGlite (or on Postgres at `DATABASE_URL`),
 * into which it replays the sample, or the log at `--log PATH`, through HTTP. It then goes on serving until Ctrl-C.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import type { NodeServer } from "myelin/node";
import { messageOf } from "myelin/runtime";
import { openStore } from "./open-store.ts";
import { startOf } from "./replay/days-of.ts";
import { logClock } from "./replay/log-clock.ts";
import { openLog } from "./replay/open-log.ts";
import { untilQuiet } from "./replay/quiet.ts";
import { replayAndReport } from "./replay/replay-and-report.ts";
import type { LogTime } from "./replay/replay-at-log-time.ts";
import { type ReplayOptions, replayOptions } from "./replay/replay-options.ts";
import { startLoans } from "./start-loans.ts";

const program = new Command("npm start --")
  .description("Starts the loans example and replays an event log into it.")
  .addOption(new Option("--port <number>", "port to listen on").env("PORT").default(8080).argParser(portNumber))
  .addOption(new Option("--host <address>", "address to listen on").env("HOST").default("127.0.0.1"))
  .option("--no-replay", "only serve")
  .addOption(
    new Option("--log-time", "replay day by day with the engine's clock at the log's time").conflicts("replay"),
  );
for (const option of replayOptions) program.addOption(option);
program.parse();

interface MainOptions extends ReplayOptions {
  readonly port: number;
  readonly host: string;
  readonly replay: boolean;
  readonly logTime?: boolean;
}

const { port, host, replay, logTime = false, inFlight, ...log } = program.opts<MainOptions>();
const { DATABASE_URL: databaseUrl, MYELIN_ADMIN_TOKEN: adminToken } = process.env;
try {
  const store = await openStore({ ...log, logTime, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  const clock = logTime ? logClock(await startOf(openLog(log))) : undefined;
  const server = await startLoans({
    store,
    port,
    hostname: host,
    ...(adminToken === undefined ? {} : { adminToken }),
    ...(clock && { clock }),
  });
  console.log(`Loans: ${server.url} on ${store.kind}`);
  if (replay) await replayInto(server, clock && { clock, quiet: untilQuiet({ store, clock }) });
  console.log(`Serving ${server.url}, for example ${server.url}/queries/outcomes/totals; Ctrl-C stops`);
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}

/** A replay that fails takes the server with it, in good order. */
async function replayInto(server: NodeServer, time: LogTime | undefined): Promise<void> {
  try {
    await replayAndReport({ url: server.url, inFlight, open: () => openLog(log), ...(time && { logTime: time }) });
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function portNumber(text: string): number {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
