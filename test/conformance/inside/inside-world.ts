import { serveBun } from "../../../adapters/bun/mod.ts";
import { serveDeno } from "../../../adapters/deno/mod.ts";
import { serveNode } from "../../../adapters/node/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { startEngine } from "../../../src/runtime/mod.ts";
import { bank } from "../domain/bank.ts";
import { bankApp } from "../domain/bank-app.ts";
import { freshText } from "../run-cases.ts";
import { type Ask, factsOf, type World } from "../world.ts";

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** Two nodes in this process on one database, each behind this runtime's own host. */
export async function insideWorld(database: string): Promise<World & { close(): Promise<void> }> {
  const start = (quiet: boolean) => Promise.all([startNode(database, quiet), startNode(database, quiet)]);
  let servers: readonly [Server, Server] = await start(false);
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const ask: Ask = (path, init) => fetch(servers[0].url + path, init);
  return {
    ask,
    askOther: (path, init) => fetch(servers[1].url + path, init),
    fresh: freshText,
    restart: async ({ quiet = false } = {}) => {
      await close();
      servers = await start(quiet);
    },
    sweep: async () => void (await factsOf(ask("/sweep", { method: "POST" }))),
    close,
  };
}

async function startNode(url: string, quiet: boolean): Promise<Server> {
  const store = await postgresStore({ url, max: 4 });
  const engine = await startEngine({ tables: compile(bank), store, migrate: true, background: !quiet, log: () => {} });
  return serve({ fetch: bankApp(engine).fetch, port: 0, signals: [], onShutdown: () => engine.stop() });
}

type Serve = typeof serveNode & typeof serveDeno & typeof serveBun;

function serve(options: Parameters<Serve>[0]): Promise<Server> {
  if ("Deno" in globalThis) return serveDeno(options);
  return "Bun" in globalThis ? serveBun(options) : serveNode(options);
}
