import process from "node:process";
import { type Engine, type Log, messageOf, startEngine } from "../../src/runtime/mod.ts";
import { httpApp } from "../http/mod.ts";
import { CliError } from "./cli-error.ts";
import { exitCodes } from "./exit-codes.ts";
import { loadServed, type ServedApplication } from "./load-application.ts";
import { chosenLevel, commandLog } from "./logs.ts";
import { openStore, pgliteDirectory } from "./open-store.ts";
import { readSettings, type Settings } from "./settings.ts";

export interface StartOptions {
  readonly app: string;
  /** Migrates by itself, opens the protected addresses on loopback, and stops when standard input ends: `dev` starts it so. */
  readonly development?: boolean;
  readonly verbose?: boolean;
  /** `debug`, `info`, `warn` or `error`; default what MYELIN_LOG_LEVEL says, else `info`. */
  readonly logLevel?: string;
}

/** Serves the application until a signal. Resolves when it listens. */
export async function start({ app, development = false, ...choice }: StartOptions): Promise<void> {
  const level = chosenLevel(choice, process.env);
  const settings = readSettings(process.env);
  const { tables, publishers, telemetry } = await loadServed(app);
  const log = commandLog({ development, level });
  const engine = await openEngine({
    tables,
    publishers,
    settings,
    development,
    log,
    ...(telemetry === undefined ? {} : { telemetry }),
  });
  try {
    const url = await serve(engine, { settings, development, log });
    const place = settings.databaseUrl === undefined ? `PGlite in ${pgliteDirectory}/` : "Postgres";
    console.log(`Application "${tables.name}" listens on ${url}, on ${place}; Ctrl-C stops it`);
  } catch (error) {
    await engine.stop();
    throw new CliError(messageOf(error), { exitCode: exitCodes.address, cause: error });
  }
  if (development) stopWithInput();
}

interface Serving {
  readonly settings: Settings;
  readonly development: boolean;
  readonly log: Log;
}

async function openEngine({
  tables,
  publishers,
  telemetry,
  settings,
  development,
  log,
}: Serving & ServedApplication): Promise<Engine> {
  const store = await openStore(settings);
  try {
    const { cluster } = settings.cluster;
    return await startEngine({
      tables,
      store,
      log,
      migrate: development,
      publishers: await publishers(),
      ...(cluster === undefined ? {} : { cluster }),
      ...(telemetry === undefined ? {} : { telemetry }),
    });
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function serve(engine: Engine, { settings, development, log }: Serving): Promise<string> {
  const { port, hostname, adminToken } = settings;
  const loopback = /^(localhost|127(\.[0-9]{1,3}){3}|::1)$/.test(hostname);
  const { clusterSecret } = settings.cluster;
  const secrets = {
    ...(adminToken === undefined ? {} : { adminToken }),
    ...(clusterSecret === undefined ? {} : { clusterSecret }),
  };
  const { fetch } = httpApp(engine, { development, loopback, log, ...secrets });
  const host = { fetch, port, hostname, log, onShutdown: () => engine.stop() };
  const { url } = await ("Deno" in globalThis
    ? (await import("../deno/mod.ts")).serveDeno(host)
    : (await import("../node/mod.ts")).serveNode(host));
  return url;
}

/** Who started it holds the other end: when that closes, by will or by death, nobody wants this process any more. */
function stopWithInput(): void {
  process.stdin.once("end", () => process.kill(process.pid, "SIGTERM")).resume();
}
