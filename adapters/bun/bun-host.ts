import { MyelinError } from "../../src/runtime/mod.ts";

/** The part of Bun's API that this adapter uses, so that it compiles without Bun's types. */
export interface BunHost {
  serve(settings: BunServeSettings): BunHttpServer;
}

export interface BunServeSettings {
  readonly port: number;
  readonly hostname: string;
  /** Seconds without a byte after which Bun cuts a connection, one that waits for its answer too. */
  readonly idleTimeout: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** What Bun's own server can do, as far as it is used here. */
export interface BunHttpServer {
  readonly port: number;
  /** Takes no more connections; resolves when the last one has ended. With `true` every connection is cut. */
  stop(closeActiveConnections?: boolean): Promise<void>;
}

/** The signals that end a service: Ctrl-C, and what supervisors send. */
export type BunSignal = "SIGINT" | "SIGTERM";
/** What a host calls for each request: `app.fetch` of Hono, or any function of that form. */
export type Fetch = (request: Request, env: FetchEnv) => Response | Promise<Response>;

/** What a host hands in beside a request. */
export interface FetchEnv {
  /** Aborted when the server begins to stop, for answers that would go on and on, such as streams of events. */
  readonly stopping: AbortSignal;
}

/** Bun's longest. Its default of 10 s would cut commands and queries that wait longer than that for their answer. */
export const idleTimeout = 255;

/** @throws MyelinError `unsupported` on any other runtime */
export function bunHost(): BunHost {
  // Its type belongs to Bun's own package, which the other runtimes do not load.
  const { Bun: host } = globalThis as { readonly Bun?: BunHost };
  if (host === undefined)
    throw new MyelinError("unsupported", 'Cannot serve with Bun: this is another runtime; use "myelin/node" here');
  return host;
}
