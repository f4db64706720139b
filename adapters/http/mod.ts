/**
 * The engine over HTTP: commands, queries, streams, tables and health as a Hono application, errors as RFC 9457 problems.
 *
 * @example
 * ```ts
 * import { httpApp } from "myelin/http";
 * import { serveNode } from "myelin/node";
 *
 * const { fetch } = httpApp(engine, { adminToken: process.env.MYELIN_ADMIN_TOKEN });
 * await serveNode({ fetch, port: 8080, onShutdown: () => engine.stop() });
 * ```
 *
 * @module
 */
export type { EventSettings } from "./events/event-hub.ts";
export { httpApi, httpApp } from "./http-app.ts";
export type { HttpOptions } from "./http-options.ts";
export { type ClusterSettings, clusterSettings } from "./nodes/cluster-settings.ts";
export { type HttpNodesOptions, httpNodes } from "./nodes/http-nodes.ts";
export { type ProblemCode, type ProblemStatus, problemStatuses } from "./statuses.ts";
