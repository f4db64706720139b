/**
 * Hosting on Node: any `fetch` behind Node's own HTTP server, with a clean shutdown.
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
export { serveNode } from "./serve-node.ts";
export type { NodeServeOptions, NodeServer } from "./serve-options.ts";
