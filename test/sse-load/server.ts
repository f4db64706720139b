import process from "node:process";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { serveNode } from "../../adapters/node/mod.ts";
import { compile } from "../../src/mod.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { bank } from "../http/bank.ts";

/** One node, told by messages to write events at an even pace; it answers how much memory it takes. */
const engine = await startEngine({ tables: compile(bank), store: memoryStore(), migrate: true, log: () => undefined });
const { fetch } = httpApp(engine, { adminToken: "t", log: () => undefined });
const server = await serveNode({ fetch, port: 0, signals: [], onShutdown: () => engine.stop() });
process.send?.({ port: server.port });

let sent = 0;
const tell = (): void => {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send?.({ rss, heapUsed, cpuMs: (user + system) / 1000, sent });
};

process.on("message", async (message: { readonly rate?: number; readonly seconds?: number; readonly stop?: true }) => {
  if (message.stop) return void server.stop().then(() => process.exit(0));
  const { rate = 0, seconds = 0 } = message;
  if (rate === 0) return tell();
  const end = performance.now() + seconds * 1000;
  for (let next = performance.now(); next < end; next += 1000 / rate) {
    const early = next - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    // The time it was sent goes along: both processes have the same clock.
    const payload = { accountId: "load", statement: statement(Date.now()) };
    await engine.submit({ command: "FileStatement", payload });
    sent++;
  }
  tell();
});

function statement(at: number): object {
  return { from: "2026-01-01", lines: [], note: String(at), final: false, channel: "mail" };
}
