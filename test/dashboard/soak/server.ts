import process from "node:process";
import { httpApp } from "../../../adapters/http/mod.ts";
import { serveNode } from "../../../adapters/node/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { startEngine } from "../../../src/runtime/mod.ts";
import { bank } from "../../http/bank.ts";

/** What it takes, and what it told of itself. */
export interface Sample {
  /** Bytes: of the process, and of its heap once nobody's garbage is left. */
  readonly rss: number;
  readonly heap: number;
  /** Lines of the log that are warnings or errors. */
  readonly troubles: readonly string[];
}

const { DATABASE_URL: url = "", ADMIN_TOKEN: adminToken = "" } = process.env;
const troubles: string[] = [];
const log = (level: string, message: string, facts?: object): void => {
  if (level === "warn" || level === "error") troubles.push(`${level}: ${message} ${JSON.stringify(facts ?? {})}`);
};
const engine = await startEngine({ tables: compile(bank), store: await postgresStore({ url }), migrate: true, log });
const { fetch } = httpApp(engine, { adminToken, log });
const server = await serveNode({ fetch, port: 0, signals: [], onShutdown: () => engine.stop() });
process.send?.({ url: server.url });

process.on("message", (message: "sample" | "stop") => {
  if (message === "stop") return void server.stop().then(() => process.exit(0));
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const sample: Sample = { rss, heap: heapUsed, troubles };
  process.send?.(sample);
});
