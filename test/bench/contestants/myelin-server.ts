import { httpApp } from "../../../adapters/http/mod.ts";
import { serveNode } from "../../../adapters/node/mod.ts";
import { answerHttpJobs } from "./http-job.ts";
import { accountsEach, httpAccount } from "./http-load-job.ts";
import { openEngine } from "./open-engine.ts";

/** The engine as its users serve it on Node, with its accounts opened. */
answerHttpJobs(async ({ url, mode, interceptors, connections }) => {
  const engine = await openEngine({ url, mode, interceptors });
  const accounts = Array.from({ length: connections }, (_, connection) =>
    Array.from({ length: accountsEach }, (_, nth) => httpAccount(connection, nth)),
  ).flat();
  await Promise.all(
    accounts.map((accountId) => engine.submit({ command: "OpenAccount", payload: { accountId, owner: "Ann" } })),
  );
  const server = await serveNode({ fetch: httpApp(engine).fetch, port: 0, signals: [] });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await engine.stop();
    },
  };
});
