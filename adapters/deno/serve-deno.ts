import { MyelinError, messageOf } from "../../src/runtime/mod.ts";
import { type DenoHost, type DenoHttpServer, denoHost, type FetchEnv } from "./deno-host.ts";
import type { DenoServeOptions, DenoServer } from "./serve-options.ts";
import { stopOnSignals } from "./stop-on-signals.ts";

/**
 * Serves a `fetch` with `Deno.serve`. Resolves once it listens. At SIGINT or SIGTERM it takes no more connections, lets running
 * requests finish within `graceMs`, runs `onShutdown` and ends the process with code 0; a second signal ends it at once.
 *
 * @throws MyelinError `address_in_use` when the port is taken, `unsupported` on another runtime
 */
export async function serveDeno(options: DenoServeOptions): Promise<DenoServer> {
  const { hostname = "127.0.0.1", signals, log } = options;
  const host = denoHost();
  const abort = new AbortController();
  const stopping = new AbortController();
  const env = { stopping: stopping.signal };
  const server = await listen(host, { options, signal: abort.signal, env });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping.abort();
    stopped ??= shutDown({ server, abort, options }).finally(() => releaseSignals());
    return stopped;
  };
  const releaseSignals = stopOnSignals({ host, signals, stop, log });
  const { port } = server.addr;
  return { hostname, port, url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`, stop };
}

interface Listening {
  readonly options: DenoServeOptions;
  readonly signal: AbortSignal;
  readonly env: FetchEnv;
}

function listen(host: DenoHost, { options, signal, env }: Listening): Promise<DenoHttpServer> {
  const { fetch, port = 8080, hostname = "127.0.0.1" } = options;
  return new Promise((resolve, reject) => {
    try {
      const server = host.serve(
        { port, hostname, signal, onListen: () => queueMicrotask(() => resolve(server)) },
        (request) => fetch(request, env),
      );
    } catch (cause) {
      reject(listenError(cause, `${hostname}:${port}`));
    }
  });
}

function listenError(cause: unknown, address: string): MyelinError {
  const taken = cause instanceof Error && cause.name === "AddrInUse";
  const why = taken ? "another process listens there; stop it, or set PORT to another port" : messageOf(cause);
  return new MyelinError(taken ? "address_in_use" : "unavailable", `Cannot listen on "${address}": ${why}`, { cause });
}

interface Running {
  readonly server: DenoHttpServer;
  readonly abort: AbortController;
  readonly options: DenoServeOptions;
}

async function shutDown({ server, abort, options }: Running): Promise<void> {
  const force = setTimeout(() => abort.abort(), options.graceMs ?? 10_000);
  await server.shutdown();
  clearTimeout(force);
  await options.onShutdown?.();
}
