import type { Context, MiddlewareHandler } from "hono";
import { jsonLog, type Log, type Metadata } from "../../src/runtime/mod.ts";
import type { EventSettings } from "./events/event-hub.ts";

/** How an engine is shown over HTTP. Everything has a default that is safe on a public address. */
export interface HttpOptions {
  /** Bytes of a request's body, at most; default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Levels of arrays and objects in a body, at most; default 64. */
  readonly maxDepth?: number;
  /** The bearer token of the protected routes. Without it they answer only in development on loopback. */
  readonly adminToken?: string;
  /** What the nodes of a cluster share: opens `POST /node/commands` to requests that are signed with it. */
  readonly clusterSecret?: string;
  /** Started for development, by hand, on this machine. */
  readonly development?: boolean;
  /** The host listens on a loopback address only. */
  readonly loopback?: boolean;
  /** Whose command ids these are, where callers share an application: the tenant. Ids of different scopes never meet. */
  readonly scope?: (context: Context) => string | undefined;
  /** Who is calling. Kept in each event's metadata as `principal`, and the scope of command ids where `scope` names none. */
  readonly principal?: (context: Context) => string | undefined;
  /** Metadata of each command, taken from its request: the tenant, the user's language … */
  readonly metadata?: (context: Context) => Metadata;
  /** What streams of events (`GET /events`) may take of this node. */
  readonly events?: Partial<EventSettings>;
  /** Whether `GET /metrics` answers. Default true: open as the probes are, names of declarations and numbers and no data; middleware may close it. */
  readonly metrics?: boolean;
  /** Hono middleware in front of every route, in order: authentication, CORS, limits. */
  readonly middleware?: readonly MiddlewareHandler[];
  /** Where unforeseen errors are written with their causes; default: JSON lines on standard error. */
  readonly log?: Log;
}

/** The options, with every default filled in. */
export type HttpSettings = HttpOptions &
  Required<Pick<HttpOptions, "maxBodyBytes" | "maxDepth" | "log">> & { readonly events: EventSettings };

const defaultEvents: EventSettings = {
  maxOpen: 10_000,
  keepAliveMs: 15_000,
  tailEvents: 10_000,
  tailBytes: 16_777_216,
};

export function httpSettings(options: HttpOptions): HttpSettings {
  const events = { ...defaultEvents, ...options.events };
  return { maxBodyBytes: 1_048_576, maxDepth: 64, log: jsonLog, ...options, events };
}
