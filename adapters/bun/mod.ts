/**
 * Hosting on Bun: any `fetch` behind `Bun.serve`, or as the default export that `bun run` serves, with a clean shutdown.
 *
 * @example
 * ```ts
 * import { serveBun } from "myelin/bun";
 *
 * const server = await serveBun({ fetch: app.fetch, port: 8080, onShutdown: () => engine.stop() });
 * console.log(`Listening on ${server.url}`);
 * ```
 *
 * @module
 */
export { type BunHandler, bunHandler } from "./bun-handler.ts";
export type { BunHttpServer, BunSignal, Fetch, FetchEnv } from "./bun-host.ts";
export { serveBun } from "./serve-bun.ts";
export type { BunServeOptions, BunServer } from "./serve-options.ts";
