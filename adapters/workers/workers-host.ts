import {
  type Engine,
  isMyelinError,
  jsonLog,
  MyelinError,
  messageOf,
  startEngine,
  systemClock,
} from "../../src/runtime/mod.ts";
import { awayResponse } from "./away-response.ts";
import { type Isolate, isolate } from "./isolate.ts";
import type { WorkersContext, WorkersEnv, WorkersHost, WorkersOptions } from "./workers-options.ts";

/**
 * A Cloudflare Worker of an application: each request has an engine and database connections of its own, which end behind its answer.
 * Nothing runs between requests; projections are moved behind requests that may have changed something, by queries that wait, and
 * by cron triggers, which also retry letters and take over commands. Needs the flag `nodejs_compat`.
 *
 * Requests are answered with 503 where the database is away or not ready: migrate it before, with `myelin migrate`.
 */
export function workersHost<Env extends WorkersEnv = WorkersEnv>(options: WorkersOptions<Env>): WorkersHost<Env> {
  const { log = jsonLog, sweepScheduledMs = 25_000 } = options;
  const host: Host<Env> = { options, memory: isolate(options.tables) };
  return {
    fetch: async (request, env, context) => {
      try {
        const url = urlOf(env, options);
        return await answer(request, { host, env, context, url });
      } catch (error) {
        log("error", `Cannot answer requests: ${messageOf(error)}`, { cause: causeOf(error) });
        return awayResponse(error);
      }
    },
    scheduled: async (_event, env) => {
      const engine = await open(urlOf(env, options), { host, env });
      try {
        const swept = await engine.sweep({ budgetMs: sweepScheduledMs });
        log("debug", "Swept by schedule", { ...swept });
      } finally {
        await engine.stop();
      }
    },
  };
}

interface Host<Env extends WorkersEnv> {
  readonly options: WorkersOptions<Env>;
  readonly memory: Isolate;
}

interface Opening<Env extends WorkersEnv> {
  readonly host: Host<Env>;
  readonly env: Env;
}

interface Answering<Env extends WorkersEnv> extends Opening<Env> {
  readonly context: WorkersContext;
  readonly url: string;
}

function urlOf<Env extends WorkersEnv>(env: Env, { connectionString }: WorkersOptions<Env>): string {
  const url =
    connectionString === undefined ? (env.HYPERDRIVE?.connectionString ?? env.DATABASE_URL) : connectionString(env);
  if (url !== undefined && url !== "") return url;
  const message =
    "Cannot open the store: the worker has no database; bind a Hyperdrive configuration as HYPERDRIVE, or set DATABASE_URL";
  throw new MyelinError("store_not_ready", message);
}

async function open<Env extends WorkersEnv>(url: string, { host, env }: Opening<Env>): Promise<Engine> {
  const { options, memory } = host;
  const tables = memory.tables();
  const store = await options.store(url, env);
  const log = options.log === undefined ? {} : { log: options.log };
  try {
    const prepared = memory.isPrepared(url);
    const engine = await startEngine({ ...log, ...options.engine, tables, store, background: false, prepared });
    memory.prepared(url);
    return engine;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function answer<Env extends WorkersEnv>(request: Request, answering: Answering<Env>): Promise<Response> {
  const { host, env, context, url } = answering;
  const engine = await open(url, answering);
  const token = env.MYELIN_ADMIN_TOKEN;
  const http = token === undefined || token === "" ? {} : { adminToken: token };
  let after: Promise<unknown> = Promise.resolve();
  let response: Response | undefined;
  try {
    const answered = await host.options.app(engine, { env, http }).fetch(request, env, context);
    const { kept, sent } = heldOpen(answered);
    [response, after] = [kept, sent];
    return kept;
  } finally {
    context.waitUntil(after.then(() => finish(engine, { request, response, answering })));
  }
}

interface Held {
  readonly kept: Response;
  /** Resolves when the body needs the engine no more. */
  readonly sent: Promise<unknown>;
}

/** A stream of events goes on behind its answer; every other body is complete. */
function heldOpen(response: Response): Held {
  if (response.body === null || response.headers.get("content-type")?.startsWith("text/event-stream") !== true)
    return { kept: response, sent: Promise.resolve() };
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const sent = response.body.pipeTo(writable).catch(() => {});
  return { kept: new Response(readable, response), sent };
}

interface Finishing<Env extends WorkersEnv> {
  readonly request: Request;
  readonly response: Response | undefined;
  readonly answering: Answering<Env>;
}

/** Behind the answer. Never throws: the request has been answered. */
async function finish<Env extends WorkersEnv>(engine: Engine, finishing: Finishing<Env>): Promise<void> {
  const { log = jsonLog } = finishing.answering.host.options;
  try {
    await sweepAfter(engine, finishing);
  } catch (error) {
    log("warn", "Cannot move projections behind the request; others will", { cause: messageOf(error) });
  }
  try {
    await engine.stop();
  } catch (error) {
    log("warn", "Cannot close the store of a request", { cause: messageOf(error) });
  }
}

/** One request of an isolate at a time: those that come meanwhile have it go on once more. */
async function sweepAfter<Env extends WorkersEnv>(
  engine: Engine,
  { request, response, answering }: Finishing<Env>,
): Promise<void> {
  const { host, url } = answering;
  const { sweepAfterMs: budgetMs = 5_000 } = host.options;
  if (response?.ok !== true || request.method === "GET" || request.method === "HEAD" || budgetMs <= 0) return;
  const { now } = host.options.engine?.clock ?? systemClock;
  const until = now() + budgetMs;
  // What is handled behind its answer is waited for, and then projected.
  const only = response.status === 202 ? (["segments", "commands"] as const) : (["segments"] as const);
  if (response.status !== 202 && !host.memory.beginSweep(url, { now: now(), until })) return;
  let again = true;
  while (again) {
    try {
      await engine.sweep({ budgetMs: Math.max(1, until - now()), only });
    } finally {
      again = host.memory.endSweep(url) && now() < until;
    }
  }
}

function causeOf(error: unknown): string | undefined {
  return isMyelinError(error) && error.cause !== undefined ? messageOf(error.cause) : undefined;
}
