import { compile } from "myelin";
import { denoCron, denoHandler } from "myelin/deno";
import { httpApp } from "myelin/http";
import { postgresStore } from "myelin/postgres";
import { startEngine } from "myelin/runtime";
import { bank } from "./bank.ts";

async function start() {
  const store = await postgresStore({ url: process.env.DATABASE_URL ?? "postgres://localhost/bank" });
  const engine = await startEngine({ tables: compile(bank), store }); // migrated before, by `myelin migrate`
  return { engine, fetch: httpApp(engine).fetch };
}

let started: ReturnType<typeof start> | undefined;

/** By the first request or the first minute that comes; again where that failed. */
function running() {
  started ??= start().catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return started;
}

// An isolate lives while requests come; what is left to do after them is done by the clock.
denoCron({ run: async () => (await running()).engine.sweep({ budgetMs: 20_000 }) });

export default denoHandler({
  fetch: async (request) => (await running()).fetch(request),
  onShutdown: async () => (await started)?.engine.stop(),
});
