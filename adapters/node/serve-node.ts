import { createServer, type Server, type ServerOptions } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { listen } from "./listen.ts";
import type { NodeServeOptions, NodeServer } from "./serve-options.ts";
import { stopOnSignals } from "./stop-on-signals.ts";

const defaultSignals = ["SIGINT", "SIGTERM"] as const;

/**
 * Serves a `fetch` on Node. Resolves once it listens. At SIGINT or SIGTERM it takes no more connections, lets running requests
 * finish within `graceMs`, runs `onShutdown` and ends the process with code 0; a second signal ends it at once.
 *
 * @throws MyelinError `address_in_use` when the port is taken
 */
export async function serveNode(options: NodeServeOptions): Promise<NodeServer> {
  const { fetch, port = 8080, hostname = "127.0.0.1", signals = defaultSignals, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  // What the listener hands in beside the request is made for each: nothing is copied.
  const server = createServer(
    limitsOf(options),
    getRequestListener((request, env) => fetch(request, Object.assign(env, { stopping: signal }))),
  );
  if (options.maxConnections !== undefined) server.maxConnections = options.maxConnections;
  const bound = await listen(server, { port, hostname });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping.abort();
    stopped ??= shutDown(server, options).finally(() => releaseSignals());
    return stopped;
  };
  const releaseSignals = stopOnSignals({ signals, stop, ...(log === undefined ? {} : { log }) });
  const url = `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${bound}`;
  return { hostname, port: bound, url, stop };
}

/** Who sends slowly holds a connection, and nothing more, for so long. Node looks at the clock a few times in that span. */
function limitsOf(options: NodeServeOptions): ServerOptions {
  const { headersTimeoutMs = 15_000, requestTimeoutMs = 60_000, maxHeaderBytes = 16_384 } = options;
  const connectionsCheckingInterval = Math.ceil(Math.min(headersTimeoutMs, requestTimeoutMs) / 4);
  // Node wants the head within the whole.
  const headersTimeout = Math.min(headersTimeoutMs, requestTimeoutMs);
  return {
    headersTimeout,
    requestTimeout: requestTimeoutMs,
    maxHeaderSize: maxHeaderBytes,
    connectionsCheckingInterval,
  };
}

async function shutDown(server: Server, { graceMs = 10_000, onShutdown }: NodeServeOptions): Promise<void> {
  await drain(server, graceMs);
  await onShutdown?.();
}

/** Resolves when every connection has ended: idle ones now, busy ones with their answer, the rest after `graceMs`. */
function drain(server: Server, graceMs: number): Promise<void> {
  server.prependListener("request", (_, response) => response.setHeader("connection", "close"));
  return new Promise((resolve) => {
    // A connection whose answer was under way when the server closed stays open for its client's next request.
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const force = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(force);
      resolve();
    });
  });
}
