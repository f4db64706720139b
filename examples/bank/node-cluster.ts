import { compile } from "myelin";
import { httpApp } from "myelin/http";
import { runCluster, serveNode } from "myelin/node";
import { postgresStore } from "myelin/postgres";
import { startEngine } from "myelin/runtime";
import { bank } from "./bank.ts";

await runCluster({
  processes: 2, // default: one for each processor
  work: async () => {
    const engine = await startEngine({
      tables: compile(bank),
      store: await postgresStore({ url: process.env.DATABASE_URL ?? "postgres://localhost/bank" }),
      migrate: true, // processes that start at once wait for each other
    });
    const { fetch } = httpApp(engine);
    const port = Number(process.env.PORT ?? 8080);
    const { url } = await serveNode({ fetch, port, onShutdown: () => engine.stop() });
    console.log(`Process ${process.pid} of the bank listens on ${url}`);
  },
});
