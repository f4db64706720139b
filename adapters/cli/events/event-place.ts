import process from "node:process";
import { startEngine, systemClock } from "../../../src/runtime/mod.ts";
import { httpApp } from "../../http/mod.ts";
import type { AdminOptions } from "../admin/administration.ts";
import type { RemoteServer } from "../admin/remote/remote-call.ts";
import { loadApplication } from "../load-application.ts";
import { openStore } from "../open-store.ts";
import { readSettings } from "../settings.ts";

/** Where events are asked for: a server, or the database itself behind a server of this process that nobody else reaches. */
export interface EventPlace extends RemoteServer {
  close(): Promise<void>;
}

export async function eventPlace({ app, url }: AdminOptions): Promise<EventPlace> {
  const settings = readSettings(process.env);
  const { adminToken } = settings;
  if (url !== undefined)
    return { url, ...(adminToken === undefined ? {} : { token: adminToken }), close: async () => {} };
  const tables = await loadApplication(app);
  const store = await openStore(settings);
  // It reads only: no node of the cluster, nothing is moved by it.
  const options = { tables, store, clock: systemClock, background: false, log: quiet };
  const engine = await startEngine(options).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const served = httpApp(engine, { development: true, loopback: true, log: quiet });
  return {
    url: "http://localhost",
    fetch: async (address, init) => served.fetch(new Request(address, init)),
    close: () => engine.stop(),
  };
}

const quiet = (): void => undefined;
