import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { compile } from "../../src/mod.ts";
import type { Tables } from "../../src/runtime/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { type Bouncer, startBouncer } from "../support/bouncer.ts";
import { type CuttingProxy, cuttingProxy } from "../support/cutting-proxy.ts";
import { applicationOf } from "./applications.ts";
import { type ChaosServer, startChaosServer } from "./database/chaos-server.ts";
import { prepareDatabase } from "./database/prepare-database.ts";
import { type Ends, endAll } from "./ends.ts";
import { type ChaosNode, startNode } from "./node/node-process.ts";
import type { NodeMessage } from "./node/node-settings.ts";
import type { ChaosOptions } from "./options.ts";

/** Everything that runs: one database, K nodes, and the ways between them. */
export interface Cluster {
  readonly server: ChaosServer;
  /** Straight to the server, for the harness itself. */
  readonly store: Store;
  readonly tables: Tables;
  readonly nodes: readonly ChaosNode[];
  readonly proxies: readonly CuttingProxy[];
  /** Names of projections, competing reactors and workflows. */
  readonly processors: readonly string[];
  /** Times that nodes told of an overlap. */
  overlaps(): number;
  /** Ends everything in order. */
  stop(): Promise<void>;
}

/** Starts the database and the nodes; what it has started so far is in `ends`, also when it fails. */
export async function startCluster(options: ChaosOptions, ends: Ends): Promise<Cluster> {
  const server = await startChaosServer();
  process.once("exit", server.kill);
  ends.push(server.stop);
  const attempted = async (): Promise<void> => {};
  const tables = compile(applicationOf(options.app, { node: "harness", attempted }));
  await prepareDatabase(server.url, tables);
  const store = await postgresStore({ url: server.url, applicationName: "harness" });
  ends.push(() => store.close());
  const bouncer = options.pooler ? await startBouncer(server.url) : undefined;
  if (bouncer !== undefined) ends.push(bouncer.stop);
  const proxies = await startProxies(options.nodes, { url: server.url, bouncer, ends });
  let overlaps = 0;
  const told = (message: NodeMessage): void => void (message.kind === "overlap" && overlaps++);
  const { app, break: broken, verbose } = options;
  const nodes = proxies.map(({ url }, index) =>
    startNode({ number: index + 1, app, url, break: broken, verbose, told }),
  );
  process.once("exit", () => {
    for (const node of nodes) node.end();
  });
  ends.push(async () => void (await Promise.all(nodes.map((node) => node.stop()))));
  const { projections, reactors, workflows } = tables;
  const processors = [projections, reactors, workflows].flatMap((some) => Object.keys(some));
  return {
    server,
    store,
    tables,
    nodes,
    proxies,
    processors,
    overlaps: () => overlaps,
    stop: () => endAll(ends),
  };
}

interface Ways {
  readonly url: string;
  readonly bouncer: Bouncer | undefined;
  readonly ends: Ends;
}

async function startProxies(count: number, { url, bouncer, ends }: Ways): Promise<readonly CuttingProxy[]> {
  const proxies: CuttingProxy[] = [];
  for (let nth = 0; nth < count; nth++) proxies.push(await cuttingProxy(bouncer?.by(url) ?? url));
  ends.push(async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))));
  return proxies;
}
