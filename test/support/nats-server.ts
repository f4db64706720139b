import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { freePort } from "./embedded-server.ts";
import { folderWith } from "./programs.ts";

/** Where nats-server is, if anywhere. */
export const natsFolder: Promise<string | undefined> = folderWith("nats-server");

export interface NatsServer {
  readonly url: string;
  /** A connection that is closed when the server stops. */
  connect(): Promise<NatsConnection>;
  /** Ends the process at once; what it stored stays. */
  kill(): Promise<void>;
  /** Starts it again on what it stored, at the same address. */
  restart(): Promise<void>;
  /** Closes its connections, ends it, and removes what it stored. */
  stop(): Promise<void>;
}

/** A NATS server with JetStream on loopback, with a store of its own. `maxPayload`: bytes. */
export async function startNats({ maxPayload = 65_536 }: { maxPayload?: number } = {}): Promise<NatsServer> {
  const installed = await natsFolder;
  if (installed === undefined) throw new Error("Cannot start nats-server: it is not installed; it is Debian's package");
  const [folder, port] = [await mkdtemp(join(tmpdir(), "myelin-nats-")), await freePort()];
  const config = join(folder, "nats.conf");
  const lines = [
    "host: 127.0.0.1",
    `port: ${port}`,
    `max_payload: ${maxPayload}`,
    `jetstream { store_dir: "${folder}" }`,
  ];
  await writeFile(config, `${lines.join("\n")}\n`);
  const program = join(installed, "nats-server");
  const url = `nats://127.0.0.1:${port}`;
  const connections: NatsConnection[] = [];
  let server = await run(program, { config, url });
  return {
    url,
    connect: async () => {
      const connection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
      connections.push(connection);
      return connection;
    },
    kill: () => server.end("SIGKILL"),
    restart: async () => {
      server = await run(program, { config, url });
    },
    stop: async () => {
      await Promise.all(connections.map((one) => one.close()));
      await server.end("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Process {
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Resolves when JetStream answers. */
async function run(program: string, { config, url }: { config: string; url: string }): Promise<Process> {
  const child = spawn(program, ["--config", config], { cwd: "/", stdio: "ignore" });
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.once("error", () => {});
  const atExit = (): void => void child.kill("SIGKILL");
  process.once("exit", atExit);
  await answers(url, child);
  return {
    end: async (signal) => {
      process.off("exit", atExit);
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exit;
    },
  };
}

async function answers(servers: string, child: ChildProcess): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const connection = await connect({ servers, reconnect: false });
      try {
        await connection.request("$JS.API.INFO", "", { timeout: 1000 });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (attempt === 200 || child.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
