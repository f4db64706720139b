/**
 * Hosting on Deno: any `fetch` behind `Deno.serve` or `deno serve`, with a clean shutdown.
 *
 * @example
 * ```ts
 * import { serveDeno } from "myelin/deno";
 *
 * const server = await serveDeno({ fetch: app.fetch, port: 8080, onShutdown: () => engine.stop() });
 * console.log(`Listening on ${server.url}`);
 * ```
 *
 * @module
 */
export { type DenoCronOptions, denoCron } from "./deno-cron.ts";
export { denoHandler } from "./deno-handler.ts";
export type { DenoSignal, Fetch, FetchEnv } from "./deno-host.ts";
export { serveDeno } from "./serve-deno.ts";
export type { DenoServeOptions, DenoServer, DenoShutdownOptions } from "./serve-options.ts";
