import { MyelinError } from "../base/error.ts";
import { type AcceptedCommands, acceptedCommands } from "./accepted/accepted-commands.ts";
import { forgetCommands } from "./accepted/forget-commands.ts";
import { type CommandGate, commandGate } from "./command-gate.ts";
import { batchedExecutor } from "./commands/batched/batched-executor.ts";
import { type CommandService, commandService } from "./commands/command-service.ts";
import type { CommandExecutor } from "./commands/executor.ts";
import { simpleExecutor } from "./commands/simple-executor.ts";
import { type SnapshotWriter, snapshotWriter } from "./commands/snapshot-writer.ts";
import { type Deadlines, deadlines } from "./deadline.ts";
import type { Engine, EngineHealth } from "./engine.ts";
import { type EngineOptions, type Settings, withDefaults } from "./engine-options.ts";
import { logHead } from "./log-head.ts";
import { type Processor, processor } from "./processors/processor.ts";
import { runQuery } from "./queries/run-query.ts";
import { readKnownStream } from "./read-known-stream.ts";

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
      processor({ ...settings, projection, aggregates: tables.aggregates, head }),
    ]),
  );
  const { clock, log, maxInFlight } = settings;
  const timers = deadlines(clock);
  const snapshots = snapshotWriter({ snapshots: store.snapshots, log });
  const gate = commandGate({ maxInFlight, clock });
  const commands = commandService({
    ...settings,
    deadlines: timers,
    executor: executorOf(settings, snapshots),
    gate,
    // Whoever follows the log is told of new events.
    stored: head.nudge,
  });
  const accepted = acceptedCommands({ ...settings, gate, accepted: store.commands, handle: commands.resume });
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops = [head, ...processors.values(), accepted].map((loop) => loop.run(signal));
  loops.push(forgetCommands({ accepted: store.commands, clock, log, keptMs: settings.keepCommandsMs }, signal));
  return engineOf({ settings, processors, commands, accepted, snapshots, gate, timers, stopping, loops });
}

function executorOf({ mode, store, ...ports }: Settings, snapshots: SnapshotWriter): CommandExecutor {
  const executor = mode === "simple" ? simpleExecutor : batchedExecutor;
  return executor({ ...ports, events: store.events, snapshots });
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
  readonly accepted: AcceptedCommands;
  readonly snapshots: SnapshotWriter;
  readonly gate: CommandGate;
  readonly timers: Deadlines;
  readonly stopping: AbortController;
  readonly loops: readonly Promise<void>[];
}

function engineOf(parts: Parts): Engine {
  const { settings, processors, commands, accepted, gate, timers } = parts;
  const { tables, store } = settings;
  let stopped: Promise<void> | undefined;
  return {
    tables,
    submit: commands.submit,
    submitLater: (submission) => accepted.accept(submission),
    commandState: (command) => accepted.state(command),
    query: (submission) => runQuery(submission, { tables, store, deadlines: timers, processors }),
    readStream: (stream, page) => readKnownStream(store.events, { stream, ...page }),
    health: () => healthOf(parts),
    stop: (graceMs = 10_000) => {
      stopped ??= gate.close(graceMs).then(() => shutDown(parts));
      return stopped;
    },
  };
}

async function shutDown({ stopping, loops, settings, timers, snapshots }: Parts): Promise<void> {
  stopping.abort();
  timers.close();
  await Promise.all(loops);
  await snapshots.idle();
  await settings.store.close();
}

async function healthOf({ settings, processors }: Parts): Promise<EngineHealth> {
  const { ready, notes } = await settings.store.health();
  const statuses = [...processors.values()].map((one) => one.status());
  const failing = statuses.filter(({ state }) => state === "failing");
  const failures = failing.map(({ processor }) => `Projection "${processor}" keeps failing: the log says why`);
  return { ready, notes: [...notes, ...failures], processors: statuses };
}
