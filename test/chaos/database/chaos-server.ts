import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chown, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { answering } from "../../support/answering.ts";
import { freePort } from "../../support/embedded-server.ts";
import { embeddedFolder, hydrateSymlinks } from "../../support/hydrate-symlinks.ts";
import { endLeftoverServers, serverFolder } from "../../support/leftover-servers.ts";
import { serverUser } from "../../support/programs.ts";

/** A real server of the run's own that can be shot down. */
export interface ChaosServer {
  /** Of the database `postgres`. */
  readonly url: string;
  /** `immediate` aborts every backend and replays the log at start, `fast` ends transactions and stops in order. Resolves when it answers again. */
  restart(how: "immediate" | "fast"): Promise<void>;
  stop(): Promise<void>;
  /** At once, for whoever is about to exit. */
  kill(): void;
}

/** As the server comes: fsync and synchronous_commit are on. It remembers when each transaction was committed. */
const settings = {
  max_connections: 300,
  track_commit_timestamp: "on",
  shared_buffers: "64MB",
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
};

const signals = { immediate: "SIGQUIT", fast: "SIGINT" } as const;

/** The server that the embedded package brings, on a free port of the loopback. */
export async function startChaosServer(): Promise<ChaosServer> {
  await endLeftoverServers();
  await hydrateSymlinks();
  const bin = join(embeddedFolder(), "native/bin");
  const [data, port, user] = [await serverFolder("chaos"), await freePort(), await serverUser()];
  await mkdir(data, { mode: 0o700 });
  if (user.uid !== undefined && user.gid !== undefined) await chown(data, user.uid, user.gid);
  const initialise = ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"];
  await promisify(execFile)(join(bin, "initdb"), initialise, { ...user, cwd: "/" });
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const start = (): ChildProcess =>
    spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), ...flags], { ...user, cwd: "/", stdio: "ignore" });
  let process = start();
  await answering(url);
  return {
    url,
    restart: async (how) => {
      await ended(process, signals[how]);
      process = start();
      await answering(url);
    },
    stop: async () => {
      await ended(process, "SIGINT");
      await rm(data, { recursive: true, force: true });
    },
    kill: () => void process.kill("SIGQUIT"),
  };
}

function ended(process: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (process.exitCode !== null || process.signalCode !== null) return resolve();
    process.once("exit", () => resolve());
    process.kill(signal);
  });
}
