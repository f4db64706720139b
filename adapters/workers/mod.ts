/**
 * Hosting on Cloudflare Workers: an engine for each request, and the work of an engine's background by cron triggers.
 *
 * @example
 * ```ts
 * import { compile } from "myelin";
 * import { httpApp } from "myelin/http";
 * import { postgresStore } from "myelin/postgres";
 * import { workersHost } from "myelin/workers";
 *
 * export default workersHost({
 *   tables: () => compile(bank),
 *   store: (url) => postgresStore({ url, max: 3, mode: "pooled" }),
 *   app: (engine, { http }) => httpApp(engine, http),
 * });
 * ```
 *
 * @module
 */
export { workersHost } from "./workers-host.ts";
export type {
  AppFacts,
  ScheduledEvent,
  WorkersApp,
  WorkersContext,
  WorkersEnv,
  WorkersHost,
  WorkersOptions,
} from "./workers-options.ts";
