import postgres from "postgres";
import { startEmbeddedServer } from "../support/embedded-server.ts";

/** What decides whether the figures are of a durable database, as the server tells it. */
export interface ServerSettings {
  readonly version: string;
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly shared_buffers: string;
  readonly max_wal_size: string;
}

export interface DatabaseServer {
  readonly settings: ServerSettings;
  /** Runs `work` on a new, empty database, which is dropped afterwards. */
  withDatabase<T>(work: (url: string) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** The server of DATABASE_URL, else an embedded one. @throws Error where it is not durable */
export async function startDatabaseServer(): Promise<DatabaseServer> {
  const url = process.env.DATABASE_URL;
  const server = url === undefined || url === "" ? await startEmbeddedServer() : { url, stop: async () => {} };
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  const stop = async (): Promise<void> => {
    await admin.end();
    await server.stop();
  };
  try {
    const settings = await readSettings(admin);
    return { settings, withDatabase: (work) => withDatabase(work, { admin, serverUrl: server.url }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readSettings(admin: postgres.Sql): Promise<ServerSettings> {
  const show = async (name: string): Promise<string> => {
    const [row] = await admin`select current_setting(${name}) as value`;
    return String(row?.value);
  };
  const settings = {
    version: await show("server_version"),
    fsync: await show("fsync"),
    synchronous_commit: await show("synchronous_commit"),
    shared_buffers: await show("shared_buffers"),
    max_wal_size: await show("max_wal_size"),
  };
  if (settings.fsync === "on" && settings.synchronous_commit === "on") return settings;
  throw new Error("Cannot measure on this server: it is not durable; switch fsync and synchronous_commit on");
}

let made = 0;

interface Place {
  readonly admin: postgres.Sql;
  readonly serverUrl: string;
}

async function withDatabase<T>(work: (url: string) => Promise<T>, { admin, serverUrl }: Place): Promise<T> {
  const name = `myelin_bench_${process.pid}_${made++}`;
  await admin.unsafe(`create database ${name} template template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  try {
    return await work(url.href);
  } finally {
    await leftAlone(name, admin);
    // The server's checkpoint at this place keeps one contestant's dirty pages out of the next one's time.
    await admin.unsafe(`drop database ${name} with (force)`);
  }
}

/** Clients take leave after their pools have said that they ended: to cut them off would look like a failure. */
async function leftAlone(name: string, admin: postgres.Sql): Promise<void> {
  for (let look = 0; look < 100; look++) {
    const [row] =
      await admin`select count(*)::int as clients from pg_stat_activity where datname = ${name} and backend_type = 'client backend'`;
    if (row?.clients === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
