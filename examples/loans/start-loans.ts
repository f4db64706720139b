import { compile } from "myelin";
import { httpApp } from "myelin/http";
import { type NodeServer, serveNode } from "myelin/node";
import { type Clock, type Log, type Store, startEngine } from "myelin/runtime";
import { loans } from "./loans.ts";

export interface LoansOptions {
  readonly store: Store;
  readonly port: number;
  readonly hostname: string;
  readonly adminToken?: string;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** The whole application: declarations to tables, tables to an engine, the engine behind HTTP, HTTP on a port. */
export async function startLoans({ store, port, hostname, adminToken, clock }: LoansOptions): Promise<NodeServer> {
  const engine = await startEngine({
    tables: compile(loans),
    store,
    migrate: true,
    log: troubleOnly,
    ...(clock && { clock }),
  });
  const { fetch } = httpApp(engine, {
    development: true,
    loopback: hostname === "127.0.0.1" || hostname === "::1" || hostname === "localhost",
    ...(adminToken === undefined ? {} : { adminToken }),
  });
  try {
    return await serveNode({ fetch, port, hostname, onShutdown: () => engine.stop() });
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

const troubleOnly: Log = (level, message, facts) => {
  if (level === "warn" || level === "error") console.error(message, facts ?? "");
};
