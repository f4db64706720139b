import { httpApp } from "../../adapters/http/mod.ts";
import { type NodeServer, serveNode } from "../../adapters/node/mod.ts";
import { loans } from "../../examples/loans/loans.ts";
import { type Http, httpTo } from "../../examples/loans/replay/http-to.ts";
import { patient } from "../../examples/loans/replay/patient.ts";
import { compile } from "../../src/mod.ts";
import { type Engine, type EngineOptions, type Store, startEngine } from "../../src/runtime/mod.ts";
import { countEvents } from "./count-events.ts";

export interface OpenLoans {
  readonly http: Http;
  readonly engine: Engine;
  readonly server: NodeServer;
  /** A query's answer, once it has seen what `seen` names. */
  ask(path: string, seen: { readonly position: string }): Promise<unknown>;
  countEvents(): Promise<number>;
  /** The rows of a fold projection. */
  rowsOf(projection: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** The loans example on one store, behind the Node host. */
export async function openLoans(store: Store, options: Partial<EngineOptions> = {}): Promise<OpenLoans> {
  const engine = await startEngine({ tables: compile(loans), store, migrate: true, log: () => undefined, ...options });
  const server = await serveNode({ fetch: httpApp(engine).fetch, port: 0, signals: [] });
  const http = patient(httpTo(server.url, 64));
  return {
    http,
    engine,
    server,
    ask: async (path, { position }) => {
      const headers = { "myelin-wait-for": position };
      return JSON.parse((await http({ method: "GET", path: `/queries/${path}`, headers })).text);
    },
    countEvents: () => countEvents(store),
    rowsOf: (projection) => rowsOf(engine, { store, projection }),
    close: async () => {
      await server.stop();
      await engine.stop();
    },
  };
}

async function rowsOf(engine: Engine, { store, projection }: { store: Store; projection: string }) {
  const table = engine.tables.projections[projection];
  return table?.form === "fold" ? store.views.rows(table.target).list() : [];
}
