import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answering } from "./answering.ts";
import { freePort } from "./embedded-server.ts";
import { folderWith, startProgram } from "./programs.ts";

export interface Bouncer {
  /** The same database by way of the pooler. */
  by(databaseUrl: string): string;
  stop(): Promise<void>;
}

/** Where PgBouncer is, if anywhere. */
export const bouncerFolder: Promise<string | undefined> = folderWith("pgbouncer");

/** PgBouncer in transaction mode before `serverUrl`'s server: every transaction may meet another backend. */
export async function startBouncer(serverUrl: string): Promise<Bouncer> {
  const [folder, port] = [await mkdtemp(join(tmpdir(), "myelin-bouncer-")), await freePort()];
  const { hostname, port: serverPort, username, password } = new URL(serverUrl);
  const secret = password === "" ? "" : ` password=${decodeURIComponent(password)}`;
  const server = `host=${hostname} port=${serverPort || 5432} user=${username}${secret}`;
  const settings = ["listen_addr = 127.0.0.1", `listen_port = ${port}`, "unix_socket_dir =", "auth_type = any"];
  const pooling = [
    "pool_mode = transaction",
    "default_pool_size = 6",
    "max_client_conn = 200",
    "server_login_retry = 1",
  ];
  const file = join(folder, "pgbouncer.ini");
  await writeFile(file, ["[databases]", `* = ${server}`, "[pgbouncer]", ...settings, ...pooling, ""].join("\n"));
  await chmod(folder, 0o755);
  const program = join((await bouncerFolder) ?? "", "pgbouncer");
  const { stop } = await startProgram(program, [file]);
  const by = (databaseUrl: string): string => {
    const url = new URL(databaseUrl);
    url.hostname = "127.0.0.1";
    url.port = String(port);
    return url.href;
  };
  await answering(by(serverUrl));
  return {
    by,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
