import { type BunHttpServer, idleTimeout } from "./bun-host.ts";
import type { BunServeOptions } from "./serve-options.ts";
import { shutDown } from "./shut-down.ts";
import { stopOnSignals } from "./stop-on-signals.ts";

/** What Bun serves where a program exports it by default. */
export interface BunHandler {
  readonly port: number;
  readonly hostname: string;
  /** Seconds. */
  readonly idleTimeout: number;
  /** Bun hands its server in beside the request. */
  fetch(request: Request, server: BunHttpServer): Response | Promise<Response>;
}

/**
 * What `bun main.ts` wants to find: `export default bunHandler({ fetch, port, onShutdown })`. Bun listens by itself when the
 * program is loaded; this adds the clean shutdown of `serveBun`.
 */
export function bunHandler(options: BunServeOptions): BunHandler {
  const { port = 8080, hostname = "127.0.0.1", signals, log } = options;
  // Known from the first request on; before it there is nothing to wait for.
  let served: BunHttpServer | undefined;
  const stopping = new AbortController();
  const env = { stopping: stopping.signal };
  const stop = (): Promise<void> => {
    stopping.abort();
    return shutDown(served, options);
  };
  stopOnSignals({ signals, stop, log });
  return {
    port,
    hostname,
    idleTimeout,
    fetch: (request, server) => {
      served = server;
      return options.fetch(request, env);
    },
  };
}
