import { Log, LogLevel, Miniflare } from "miniflare";

export interface WorkerOptions {
  /** One ES module. */
  readonly script: string;
  /** Texts and other plain values that the worker finds in its `env`. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** Local Hyperdrive bindings: names, and the addresses that they stand for. */
  readonly hyperdrives?: Readonly<Record<string, string>>;
}

/** A worker in a workerd of its own. */
export interface StartedWorker {
  /** Any address: only path and search count. */
  fetch(path: string, init?: WorkerRequest): Promise<Response>;
  /** Runs the cron handler. Answers its outcome, `ok` or `exception`. */
  scheduled(cron?: string): Promise<string>;
  /** Kills the process, with whatever is under way in it. */
  stop(): Promise<void>;
}

export interface WorkerRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface ScheduledWorker {
  scheduled(event: { readonly cron: string; readonly scheduledTime: Date }): Promise<{ readonly outcome: string }>;
}

/** No newer than the installed workerd knows. */
const compatibilityDate = "2026-04-01";

/** Starts a worker in the real runtime; ready when the first request comes. */
export async function startWorker({ script, bindings = {}, hyperdrives = {} }: WorkerOptions): Promise<StartedWorker> {
  const miniflare = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: script }],
    compatibilityDate,
    compatibilityFlags: ["nodejs_compat"],
    bindings: { ...bindings },
    hyperdrives: { ...hyperdrives },
    log: new Log(LogLevel.ERROR),
  });
  await miniflare.ready;
  let stopped: Promise<void> | undefined;
  return {
    fetch: async (path, { method = "GET", headers = {}, body } = {}) => {
      const answer = await miniflare.dispatchFetch(new URL(path, "http://worker.test/"), {
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { body }),
      });
      // Miniflare's own class, of the same form.
      return answer as unknown as Response;
    },
    scheduled: async (cron = "* * * * *") => {
      // Its types are those of Cloudflare's own package, which this tree does not load.
      const worker = (await miniflare.getWorker()) as unknown as ScheduledWorker;
      const { outcome } = await worker.scheduled({ cron, scheduledTime: new Date() });
      return outcome;
    },
    stop: () => {
      stopped ??= miniflare.dispose();
      return stopped;
    },
  };
}
