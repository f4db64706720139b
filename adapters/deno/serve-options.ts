import type { Log } from "../../src/runtime/mod.ts";
import type { DenoSignal, Fetch } from "./deno-host.ts";

/** What both ways of serving on Deno need to know. Only a `fetch` is needed, from wherever it comes. */
export interface DenoShutdownOptions {
  readonly fetch: Fetch;
  /** Runs once, after the last request was answered: stop the engine here. */
  readonly onShutdown?: () => Promise<void> | void;
  /** Signals that shut down cleanly and end the process; default SIGINT and SIGTERM, [] for none. */
  readonly signals?: readonly DenoSignal[];
  /** Milliseconds that running requests have to finish at shutdown; default 10,000. */
  readonly graceMs?: number;
  readonly log?: Log;
}

/** What `serveDeno` needs to know beside that: where to listen. */
export interface DenoServeOptions extends DenoShutdownOptions {
  /** Default 8080; 0 takes any free port. */
  readonly port?: number;
  /** Address to listen on; default 127.0.0.1, which only this machine reaches. */
  readonly hostname?: string;
}

/** A server that listens. */
export interface DenoServer {
  readonly hostname: string;
  /** The port it has, also where 0 was asked for. */
  readonly port: number;
  readonly url: string;
  /** Takes no more connections, lets running requests finish, then runs `onShutdown`. Safe to call twice. */
  stop(): Promise<void>;
}
