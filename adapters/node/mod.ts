/**
 * Hosting on Node: any `fetch` behind Node's own HTTP server, in one process or several on one port, with a clean shutdown.
 *
 * @example
 * ```ts
 * import { serveNode } from "myelin/node";
 *
 * const server = await serveNode({ fetch: app.fetch, port: 8080, onShutdown: () => engine.stop() });
 * console.log(`Listening on ${server.url}`);
 * ```
 *
 * @module
 */
export type { NodeClusterOptions } from "./node-cluster-options.ts";
export { runCluster } from "./run-cluster.ts";
export { serveNode } from "./serve-node.ts";
export type { NodeServeOptions, NodeServer } from "./serve-options.ts";
