import type { Engine, EngineOptions, Log, Store, Tables } from "../../src/runtime/mod.ts";

/** What Cloudflare hands to a worker's handlers beside the request, as far as the host uses it. */
export interface WorkersContext {
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
  readonly props: unknown;
}

/** What Cloudflare hands to `scheduled`, as far as the host uses it. */
export interface ScheduledEvent {
  readonly cron: string;
  readonly scheduledTime: number;
}

/** Bindings that the host looks for; an application's own may stand beside them. */
export interface WorkersEnv {
  /** A Hyperdrive binding: counts more than `DATABASE_URL`. */
  readonly HYPERDRIVE?: { readonly connectionString: string };
  readonly DATABASE_URL?: string;
  /** The bearer token of the protected routes; without it they answer 403. */
  readonly MYELIN_ADMIN_TOKEN?: string;
}

/** What answers requests: `httpApp(engine)`, or a Hono application that it is mounted in. */
export interface WorkersApp<Env> {
  fetch(request: Request, env: Env, context: WorkersContext): Response | Promise<Response>;
}

/** What an application is made of for one request. */
export interface AppFacts<Env> {
  readonly env: Env;
  /** For `httpApp`: nothing where no token is set. */
  readonly http: { readonly adminToken?: string };
}

/** What a worker is made of. All functions are called when a request comes, none when the module is loaded. */
export interface WorkersOptions<Env extends WorkersEnv> {
  /** Compiles the application: once in each isolate, at its first request. */
  readonly tables: () => Tables;
  /**
   * A store of this request's own: at the edge a connection belongs to the request that made it. Keep it small, as in
   * `(url) => postgresStore({ url, max: 3, mode: "pooled" })`: with the connection that follows the log it stays within the six that a request may have.
   */
  readonly store: (url: string, env: Env) => Store | Promise<Store>;
  /** As in `(engine, { http }) => httpApp(engine, http)`. */
  readonly app: (engine: Engine, facts: AppFacts<Env>) => WorkersApp<Env>;
  /** The database's address; default: that of the binding `HYPERDRIVE`, else `DATABASE_URL`. */
  readonly connectionString?: (env: Env) => string | undefined;
  /** Settings of the engine beside the host's own. */
  readonly engine?: Omit<EngineOptions, "tables" | "store" | "background" | "prepared" | "node">;
  /** Milliseconds that projections are moved for, at most, after a request that may have changed something; default 5,000, 0 for not at all. */
  readonly sweepAfterMs?: number;
  /** Milliseconds for the work of a cron trigger; default 25,000. */
  readonly sweepScheduledMs?: number;
  /** Default: JSON lines on the console. */
  readonly log?: Log;
}

/** What a worker's module exports as its default. */
export interface WorkersHost<Env> {
  fetch(request: Request, env: Env, context: WorkersContext): Promise<Response>;
  scheduled(event: ScheduledEvent, env: Env, context: WorkersContext): Promise<void>;
}
