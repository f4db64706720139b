import { httpApp, httpNodes } from "../../../adapters/http/mod.ts";
import { serveNode } from "../../../adapters/node/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { type Store, startEngine } from "../../../src/runtime/mod.ts";
import { summedTallies, tallies } from "../domain.ts";
import { adminToken, clusterSecret, type NodeMessage, type NodeSettings } from "./node-settings.ts";

/** One node: an engine and its HTTP entrance, until the test ends it or is gone. */
const { name, database, port, address, summed }: NodeSettings = JSON.parse(process.argv[2] ?? "{}");
const tell = (message: NodeMessage): void => void (process.connected && process.send?.(message));
process.on("disconnect", () => process.exit(1));

let loads = 0;
const warnings: string[] = [];

function countingLoads(store: Store): Store {
  const load: Store["events"]["load"] = (requests) => {
    loads += requests.length;
    return store.events.load(requests);
  };
  return { ...store, events: { ...store.events, load } };
}

const engine = await startEngine({
  tables: compile(summed ? summedTallies : tallies),
  store: countingLoads(await postgresStore({ url: database, applicationName: name })),
  node: name,
  cluster: { address, connector: httpNodes({ secret: clusterSecret }) },
  log: (level, message) => {
    if (level === "warn" || level === "error") warnings.push(message);
  },
});
const { fetch } = httpApp(engine, { clusterSecret, adminToken, log: () => {} });
await serveNode({ fetch, port, signals: ["SIGTERM"], graceMs: 2_000, onShutdown: () => engine.stop(2_000) });
process.on("message", () => tell({ kind: "facts", ring: engine.nodes.ring(), loads, warnings }));
tell({ kind: "ready" });
