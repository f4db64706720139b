import {
  isMyelinError,
  type Log,
  letterAdmin,
  MyelinError,
  nodeStatuses,
  processorAdmin,
  type Store,
  systemClock,
  type Tables,
  workflowAdmin,
} from "../../../src/runtime/mod.ts";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadApplication } from "../load-application.ts";
import { commandLog } from "../logs.ts";
import { openStore } from "../open-store.ts";
import type { Settings } from "../settings.ts";
import type { Administration } from "./administration.ts";

export interface LocalPlace {
  readonly app: string;
  readonly settings: Settings;
  readonly verbose: boolean;
}

/** On the database itself, beside whatever servers use it. Letters are retried in this process, by the application's own handlers. */
export async function localAdministration({ app, settings, verbose }: LocalPlace): Promise<Administration> {
  const tables = await loadApplication(app);
  const store = await openStore(settings).catch((thrown: unknown) => {
    throw locked(thrown);
  });
  try {
    await requireReady(store, tables);
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
  const told = commandLog({ development: true, level: verbose ? "debug" : "info" });
  // What was done is the command's own to say.
  const log: Log = (level, message, facts) => (level === "info" && !verbose ? undefined : told(level, message, facts));
  const ports = { tables, store, clock: systemClock, log };
  return {
    processors: processorAdmin(ports),
    letters: letterAdmin(ports),
    nodes: async () => nodeStatuses(await store.nodes.members(), undefined),
    workflows: workflowAdmin(ports),
    close: () => store.close(),
  };
}

/** PGlite serves one process: who runs on it can be asked all the same. */
function locked(thrown: unknown): unknown {
  if (!isMyelinError(thrown) || thrown.code !== "directory_locked") return thrown;
  const mend = "or ask the server that runs there, by its address: --url http://127.0.0.1:8080";
  return new CliError(`${thrown.message}, ${mend}`, { exitCode: exitCodes.database, cause: thrown });
}

async function requireReady(store: Store, tables: Tables): Promise<void> {
  const problems = await store.schema.problems(tables);
  if (problems.length === 0) return;
  const list = problems.map((line) => `  - ${line}`).join("\n");
  throw new MyelinError(
    "store_not_ready",
    `Cannot work on this database: it is not ready; mend each of these\n${list}`,
  );
}
