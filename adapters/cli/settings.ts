import { messageOf } from "../../src/runtime/mod.ts";
import { type ClusterSettings, clusterSettings } from "../http/mod.ts";
import { CliError } from "./cli-error.ts";
import { exitCodes } from "./exit-codes.ts";

/** What the environment says. */
export interface Settings {
  readonly port: number;
  readonly hostname: string;
  /** Of a Postgres database; without it PGlite in `.myelin/` serves. */
  readonly databaseUrl?: string;
  readonly adminToken?: string;
  /** Nothing where the node has no cluster. */
  readonly cluster: ClusterSettings;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws CliError `usage` for a PORT that is none, or a cluster that is incomplete. Empty variables count as absent. */
export function readSettings(environment: Environment): Settings {
  const { DATABASE_URL: databaseUrl, MYELIN_ADMIN_TOKEN: adminToken, PORT: port, HOST: hostname } = environment;
  return {
    port: port ? portNumber(port) : 8080,
    hostname: hostname || "127.0.0.1",
    cluster: readCluster(environment),
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(adminToken ? { adminToken } : {}),
  };
}

function readCluster(environment: Environment): ClusterSettings {
  try {
    return clusterSettings(environment);
  } catch (cause) {
    throw new CliError(messageOf(cause), { exitCode: exitCodes.usage, cause });
  }
}

function portNumber(text: string): number {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new CliError(`Cannot read PORT "${text}": it is not a number from 0 to 65535; mend it`, {
    exitCode: exitCodes.usage,
  });
}

export const settingsHelp = `
Environment:
  DATABASE_URL        Postgres to use; without it PGlite keeps everything in .myelin/
  PORT, HOST          where to listen; default 8080 on 127.0.0.1
  MYELIN_LOG_LEVEL    debug, info, warn or error: lines that matter less are not written; default info
  MYELIN_ADMIN_TOKEN  bearer token of the protected addresses
  MYELIN_NODE_ADDRESS, MYELIN_CLUSTER_SECRET, MYELIN_LOAD_FACTOR
                      where other nodes reach this one (no load balancer), what all of them share,
                      and how much comes to it (default 100): commands go to the node that is home to their key
`;
