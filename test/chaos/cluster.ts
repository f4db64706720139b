import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { compile } from "../../src/mod.ts";
import type { Tables } from "../../src/runtime/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { type Bouncer, startBouncer } from "../support/bouncer.ts";
import { type CuttingProxy, cuttingProxy } from "../support/cutting-proxy.ts";
import { type ChaosServer, startChaosServer } from "./database/chaos-server.ts";
import { prepareDatabase } from "./database/prepare-database.ts";
import { chaosApplication } from "./domain/application.ts";
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
  /** Names of projections and competing reactors. */
  readonly processors: readonly string[];
  /** Times that nodes told of an overlap. */
  overlaps(): number;
  /** Ends everything in order. */
  stop(): Promise<void>;
}

/** What must end with the harness, last first. */
export type Ends = (() => void | Promise<void>)[];

/** Starts the database and the nodes; what it has started so far is in `ends`, also when it fails. */
export async function startCluster(options: ChaosOptions, ends: Ends): Promise<Cluster> {
  const server = await startChaosServer();
  process.once("exit", server.kill);
  ends.push(server.stop);
  const attempted = async (): Promise<void> => {};
  const tables = compile(chaosApplication({ node: "harness", attempted }));
  await prepareDatabase(server.url, tables);
  const store = await postgresStore({ url: server.url, applicationName: "harness" });
  ends.push(() => store.close());
  const bouncer = options.pooler ? await startBouncer(server.url) : undefined;
  if (bouncer !== undefined) ends.push(bouncer.stop);
  const proxies = await startProxies(options.nodes, { url: server.url, bouncer, ends });
  let overlaps = 0;
  const told = (message: NodeMessage): void => void (message.kind === "overlap" && overlaps++);
  const { break: broken, verbose } = options;
  const nodes = proxies.map(({ url }, index) => startNode({ number: index + 1, url, break: broken, verbose, told }));
  process.once("exit", () => {
    for (const node of nodes) node.end();
  });
  ends.push(async () => void (await Promise.all(nodes.map((node) => node.stop()))));
  const processors = [...Object.keys(tables.projections), ...Object.keys(tables.reactors)];
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

/** Last first, all of them, whatever some of them throw. */
export async function endAll(ends: Ends): Promise<void> {
  for (const end of ends.splice(0).reverse()) await Promise.resolve(end()).catch(() => {});
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
