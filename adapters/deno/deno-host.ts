import { MyelinError } from "../../src/runtime/mod.ts";

/** The part of Deno's API that this adapter uses, so that it compiles without Deno's library. */
export interface DenoHost {
  readonly build: { readonly os: string };
  serve(options: DenoServeSettings, handler: (request: Request) => Response | Promise<Response>): DenoHttpServer;
  addSignalListener(signal: DenoSignal, listener: () => void): void;
  removeSignalListener(signal: DenoSignal, listener: () => void): void;
  exit(code: number): never;
}

export interface DenoServeSettings {
  readonly port: number;
  readonly hostname: string;
  /** Closes every connection at once when aborted. */
  readonly signal: AbortSignal;
  readonly onListen: () => void;
}

export interface DenoHttpServer {
  readonly addr: { readonly port: number };
  /** Resolves when running requests are answered. */
  shutdown(): Promise<void>;
}

/** The signals that end a service: Ctrl-C, and what supervisors send. */
export type DenoSignal = "SIGINT" | "SIGTERM";
/** What a host calls for each request: `app.fetch` of Hono, or any function of that form. */
export type Fetch = (request: Request, env: FetchEnv) => Response | Promise<Response>;

/** What a host hands in beside a request. */
export interface FetchEnv {
  /** Aborted when the server begins to stop, for answers that would go on and on, such as streams of events. */
  readonly stopping: AbortSignal;
}

/** @throws MyelinError `unsupported` on any other runtime */
export function denoHost(): DenoHost {
  // Its type belongs to Deno's own library, which the other runtimes do not load.
  const { Deno: host } = globalThis as { readonly Deno?: DenoHost };
  if (host === undefined)
    throw new MyelinError("unsupported", 'Cannot serve with Deno: this is another runtime; use "myelin/node" here');
  return host;
}
