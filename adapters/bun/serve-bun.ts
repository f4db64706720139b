import { MyelinError, messageOf } from "../../src/runtime/mod.ts";
import { type BunHttpServer, bunHost, idleTimeout } from "./bun-host.ts";
import type { BunServeOptions, BunServer } from "./serve-options.ts";
import { shutDown } from "./shut-down.ts";
import { stopOnSignals } from "./stop-on-signals.ts";

/**
 * Serves a `fetch` with `Bun.serve`. Resolves once it listens. At SIGINT or SIGTERM it takes no more connections, lets running
 * requests finish within `graceMs`, runs `onShutdown` and ends the process with code 0; a second signal ends it at once.
 *
 * @throws MyelinError `address_in_use` when the port is taken, `unsupported` on another runtime
 */
export async function serveBun(options: BunServeOptions): Promise<BunServer> {
  const { hostname = "127.0.0.1", signals, log } = options;
  const stopping = new AbortController();
  const server = listen(options, stopping.signal);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping.abort();
    stopped ??= shutDown(server, options).finally(() => releaseSignals());
    return stopped;
  };
  const releaseSignals = stopOnSignals({ signals, stop, log });
  const { port } = server;
  return { hostname, port, url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`, stop };
}

function listen({ fetch, port = 8080, hostname = "127.0.0.1" }: BunServeOptions, stopping: AbortSignal): BunHttpServer {
  const host = bunHost();
  try {
    return host.serve({ port, hostname, idleTimeout, fetch: (request) => fetch(request, { stopping }) });
  } catch (cause) {
    throw listenError(cause, `${hostname}:${port}`);
  }
}

function listenError(cause: unknown, address: string): MyelinError {
  const taken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
  const why = taken ? "another process listens there; stop it, or set PORT to another port" : messageOf(cause);
  return new MyelinError(taken ? "address_in_use" : "unavailable", `Cannot listen on "${address}": ${why}`, { cause });
}
