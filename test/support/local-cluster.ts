import { chown, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { answering } from "./answering.ts";
import { freePort } from "./embedded-server.ts";
import { serverFolder } from "./leftover-servers.ts";
import { output, serverUser, startProgram } from "./programs.ts";

export interface LocalCluster {
  readonly url: string;
  stop(): Promise<void>;
}

/** A new cluster of the server in `bin`, on a free port of the loopback. */
export async function startCluster(bin: string, name: string): Promise<LocalCluster> {
  const data = await emptyFolder(name);
  await output(join(bin, "initdb"), ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
  return startServer(bin, data);
}

/** A standby that follows the cluster at `primaryUrl`. */
export async function startStandby(bin: string, primaryUrl: string): Promise<LocalCluster> {
  const data = await emptyFolder("standby");
  await output(join(bin, "pg_basebackup"), ["-d", primaryUrl, "-D", data, "-R", "-X", "stream", "-c", "fast"]);
  return startServer(bin, data);
}

/** The server that runs the folder can write there. */
async function emptyFolder(name: string): Promise<string> {
  const data = await serverFolder(name);
  await mkdir(data, { mode: 0o700 });
  const { uid, gid } = await serverUser();
  if (uid !== undefined && gid !== undefined) await chown(data, uid, gid);
  return data;
}

async function startServer(bin: string, data: string): Promise<LocalCluster> {
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
  const flags = settings.flatMap((setting) => ["-c", setting]);
  const { stop } = await startProgram(join(bin, "postgres"), ["-D", data, "-p", String(port), ...flags]);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await answering(url);
  return {
    url,
    stop: async () => {
      await stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
