import type { Log } from "../../src/runtime/mod.ts";

/** What a Node server needs to know. Only a `fetch` is needed, from wherever it comes. */
export interface NodeServeOptions {
  /** Gets each request, and `stopping`: aborted when the server begins to stop, for answers that would go on and on, such as streams of events. */
  readonly fetch: (request: Request, env: { readonly stopping: AbortSignal }) => Response | Promise<Response>;
  /** Default 8080; 0 takes any free port. */
  readonly port?: number;
  /** Address to listen on; default 127.0.0.1, which only this machine reaches. */
  readonly hostname?: string;
  /** Runs once, after the last request was answered: stop the engine here. */
  readonly onShutdown?: () => Promise<void> | void;
  /** Signals that shut down cleanly and end the process; default SIGINT and SIGTERM, [] for none. */
  readonly signals?: readonly NodeJS.Signals[];
  /** Milliseconds that running requests have to finish at shutdown; default 10,000. */
  readonly graceMs?: number;
  /** Milliseconds that a client has to send the head of a request; then 408. Default 15,000. */
  readonly headersTimeoutMs?: number;
  /** Milliseconds that a client has to send a whole request, body and all; then 408. Default 60,000. */
  readonly requestTimeoutMs?: number;
  /** Bytes of a request's head, at most; beyond it 431. Default 16,384. */
  readonly maxHeaderBytes?: number;
  /** Connections at once, at most; further ones are closed at once. Default: as many as the system gives. */
  readonly maxConnections?: number;
  readonly log?: Log;
}

/** A server that listens. */
export interface NodeServer {
  readonly hostname: string;
  /** The port it has, also where 0 was asked for. */
  readonly port: number;
  readonly url: string;
  /** Takes no more connections, lets running requests finish, then runs `onShutdown`. Safe to call twice. */
  stop(): Promise<void>;
}
