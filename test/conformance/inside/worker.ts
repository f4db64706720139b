import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { type WorkersEnv, type WorkersOptions, workersHost } from "../../../adapters/workers/mod.ts";
import { compile } from "../../../src/mod.ts";
import { bank } from "../domain/bank.ts";
import { bankApp } from "../domain/bank-app.ts";

interface Env extends WorkersEnv {
  /** Set: nothing moves projections but a sweep. */
  readonly QUIET?: string;
}

const options: WorkersOptions<Env> = {
  tables: () => compile(bank),
  store: (url) => postgresStore({ url, max: 3, mode: "pooled" }),
  app: (engine) => bankApp(engine),
  // Short, since a worker that a case ends keeps what it holds until then.
  engine: { leaseMs: 2_000 },
  log: () => {},
};
const host = workersHost(options);
const quiet = workersHost({ ...options, sweepAfterMs: 0 });
const hostOf = ({ QUIET }: Env): typeof host => (QUIET === undefined ? host : quiet);

// biome-ignore lint/style/noDefaultExport: workerd asks for it
export default {
  fetch: (...[request, env, context]: Parameters<typeof host.fetch>) => hostOf(env).fetch(request, env, context),
  scheduled: (...[event, env, context]: Parameters<typeof host.scheduled>) =>
    hostOf(env).scheduled(event, env, context),
};
