import { MyelinError } from "../base/error.ts";
import type { Clock, Ids, Log, Random } from "../base/ports.ts";
import type { Tables } from "../model/tables.ts";
import type { Store } from "../store/store.ts";
import { commandGate } from "./command-gate.ts";
import { batchedExecutor } from "./commands/batched/batched-executor.ts";
import { type CommandService, commandService } from "./commands/command-service.ts";
import type { CommandExecutor } from "./commands/executor.ts";
import { simpleExecutor } from "./commands/simple-executor.ts";
import { type Deadlines, deadlines } from "./deadline.ts";
import type { Engine, EngineHealth } from "./engine.ts";
import { logHead } from "./log-head.ts";
import { type Processor, processor } from "./processors/processor.ts";
import { runQuery } from "./queries/run-query.ts";
import { readKnownStream } from "./read-known-stream.ts";
import { jsonLog, randomIds, systemClock, systemRandom } from "./system-ports.ts";

/** What an engine is started with; only `tables` and `store` are asked for. */
export interface EngineOptions {
  readonly tables: Tables;
  readonly store: Store;
  /** Bring the database to the engine's schema first; without it a schema that is not ready is an error. */
  readonly migrate?: boolean;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly random?: Random;
  /** Default: JSON lines on standard error. */
  readonly log?: Log;
  /** Commands under way at once, at most; beyond it `overloaded`. Default 4,096. */
  readonly maxInFlight?: number;
  /** Commands waiting behind one sequence key, at most; beyond it `overloaded`. Default 1,024. */
  readonly maxWaiting?: number;
  /** Attempts that may lose a stream to other writers before `version_conflict`. Default 32. */
  readonly maxConflicts?: number;
  /**
   * How commands are handled. `batched` (default): concurrent commands share round trips, and the streams used last are
   * kept in memory. `simple`: a load and an append for each command, by itself.
   */
  readonly mode?: "batched" | "simple";
  /** Batched: streams kept in memory, at most. Default 10,000. */
  readonly cacheSize?: number;
  /** Batched: commands in one append, at most. Default 500. */
  readonly maxBatch?: number;
  /** Batched: appends under way at once, at most; loads likewise. Default 2. */
  readonly maxStatements?: number;
  /** Events a projection handles in one transaction, at most. Default 1,000. */
  readonly batchSize?: number;
}

/**
 * Starts an engine: checks the database, then runs the projections and takes commands until `stop`.
 *
 * @throws MyelinError `store_not_ready` listing what must be mended first, `unavailable` when the database is away
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const settings = withDefaults(options);
  const { tables, store } = settings;
  await prepareStore(settings);
  const head = logHead({ events: store.events, clock: settings.clock, log: settings.log });
  const processors = new Map(
    Object.values(tables.projections).map((projection) => [
      projection.name,
      processor({ projection, store, head, clock: settings.clock, log: settings.log, batchSize: settings.batchSize }),
    ]),
  );
  const stopping = new AbortController();
  const loops = [head, ...processors.values()].map((loop) => loop.run(stopping.signal));
  const timers = deadlines(settings.clock);
  const commands = commandService({ ...settings, deadlines: timers, executor: executorOf(settings) });
  const parts: Parts = { settings, processors, commands, head, timers, stopping, loops };
  return engineOf(parts);
}

type Settings = Required<EngineOptions>;

function executorOf({ mode, store, ...ports }: Settings): CommandExecutor {
  const executor = mode === "simple" ? simpleExecutor : batchedExecutor;
  return executor({ ...ports, events: store.events });
}

function withDefaults(options: EngineOptions): Settings {
  return {
    migrate: false,
    clock: systemClock,
    ids: randomIds,
    random: systemRandom,
    log: jsonLog,
    maxInFlight: 4096,
    maxWaiting: 1024,
    maxConflicts: 32,
    mode: "batched",
    cacheSize: 10_000,
    maxBatch: 500,
    maxStatements: 2,
    batchSize: 1000,
    ...options,
  };
}

async function prepareStore({ store, tables, migrate, log }: Settings): Promise<void> {
  if (migrate) for (const line of await store.schema.migrate(tables)) log("info", line);
  const problems = await store.schema.problems(tables);
  if (problems.length > 0) throw notReady(problems);
  for (const projection of Object.keys(tables.projections)) await store.segments.register(projection);
}

function notReady(problems: readonly string[]): MyelinError {
  const message = `Cannot start on this database: it is not ready; mend each of these\n${problems.map((line) => `  - ${line}`).join("\n")}`;
  return new MyelinError("store_not_ready", message, { details: { problems } });
}

interface Parts {
  readonly settings: Settings;
  readonly processors: ReadonlyMap<string, Processor>;
  readonly commands: CommandService;
  readonly head: ReturnType<typeof logHead>;
  readonly timers: Deadlines;
  readonly stopping: AbortController;
  readonly loops: readonly Promise<void>[];
}

function engineOf(parts: Parts): Engine {
  const { settings, processors, commands, head, timers } = parts;
  const { tables, store, clock, maxInFlight } = settings;
  const gate = commandGate({ maxInFlight, clock });
  let stopped: Promise<void> | undefined;
  return {
    tables,
    submit: async (submission) => {
      const result = await gate.run(() => commands.submit(submission));
      if (result.ok && result.events.length > 0) head.nudge();
      return result;
    },
    query: (submission) => runQuery(submission, { tables, store, deadlines: timers, processors }),
    readStream: (stream, page) => readKnownStream(store.events, { stream, ...page }),
    health: () => healthOf(parts),
    stop: (graceMs = 10_000) => {
      stopped ??= gate.close(graceMs).then(() => shutDown(parts));
      return stopped;
    },
  };
}

async function shutDown({ stopping, loops, settings, timers }: Parts): Promise<void> {
  stopping.abort();
  timers.close();
  await Promise.all(loops);
  await settings.store.close();
}

async function healthOf({ settings, processors }: Parts): Promise<EngineHealth> {
  const { ready, notes } = await settings.store.health();
  const statuses = [...processors.values()].map((one) => one.status());
  const failing = statuses.filter(({ state }) => state === "failing");
  const failures = failing.map(({ processor }) => `Projection "${processor}" keeps failing: the log says why`);
  return { ready, notes: [...notes, ...failures], processors: statuses };
}
