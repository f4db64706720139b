import type { Log } from "../../src/runtime/mod.ts";
import type { BunSignal, Fetch } from "./bun-host.ts";

/** What a Bun server needs to know. Only a `fetch` is needed, from wherever it comes. */
export interface BunServeOptions {
  readonly fetch: Fetch;
  /** Default 8080; 0 takes any free port. */
  readonly port?: number;
  /** Address to listen on; default 127.0.0.1, which only this machine reaches. */
  readonly hostname?: string;
  /** Runs once, after the last request was answered: stop the engine here. */
  readonly onShutdown?: () => Promise<void> | void;
  /** Signals that shut down cleanly and end the process; default SIGINT and SIGTERM, [] for none. */
  readonly signals?: readonly BunSignal[];
  /** Milliseconds that running requests have to finish at shutdown; default 10,000. */
  readonly graceMs?: number;
  readonly log?: Log;
}

/** A server that listens. */
export interface BunServer {
  readonly hostname: string;
  /** The port it has, also where 0 was asked for. */
  readonly port: number;
  readonly url: string;
  /** Takes no more connections, lets running requests finish, then runs `onShutdown`. Safe to call twice. */
  stop(): Promise<void>;
}
