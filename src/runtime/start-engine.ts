import { MyelinError } from "../base/error.ts";
import { letterAdmin } from "./admin/letter-admin.ts";
import { processorAdmin } from "./admin/processor-admin.ts";
import { workflowAdmin } from "./admin/workflow-admin.ts";
import { type CommandSide, commandSide } from "./command-side.ts";
import type { CommandSubmission, Engine, EngineHealth } from "./engine.ts";
import { type EngineOptions, type Settings, withDefaults } from "./engine-options.ts";
import { type EventSide, eventSide } from "./event-side.ts";
import { declaredFolds, strangeFolds } from "./inline/declared-folds.ts";
import { flipOnce } from "./inline/flip-folds.ts";
import { registerProcessors } from "./processors/run-processors.ts";
import { runQuery } from "./queries/run-query.ts";
import { readKnownStream } from "./read-known-stream.ts";

/**
 * Starts an engine: checks the database, then runs the processors and takes commands until `stop`.
 *
 * @throws MyelinError `store_not_ready` listing what must be mended first, `unavailable` when the database is away
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const settings = withDefaults(options);
  await prepareStore(settings);
  const stopping = new AbortController();
  const { signal } = stopping;
  const from = await settings.store.events.safeHead();
  const commandsSide = commandSide(settings, { stored: () => eventsSide.stored() });
  const submit = (submission: CommandSubmission) => commandsSide.commands.submit(submission);
  const { state: commandState } = commandsSide.accepted;
  const eventsSide = eventSide(settings, { submit, commandState, stopping: signal, from });
  const loops = [commandsSide.run(signal), eventsSide.run(signal)];
  return engineOf({ settings, commandsSide, eventsSide, stopping, loops });
}

async function prepareStore(settings: Settings): Promise<void> {
  const { store, tables, migrate, log } = settings;
  if (migrate) for (const line of await store.schema.migrate(tables)) log("info", line);
  const problems = await store.schema.problems(tables);
  if (problems.length > 0) throw notReady(problems);
  await registerProcessors(tables, { store, log });
  const strange = strangeFolds(await store.inline.folds(), declaredFolds(tables));
  for (const { processor } of strange) log("error", notInlineHere(processor), { processor });
  await flipOnce(settings, new Set());
}

function notInlineHere(name: string): string {
  return `Cannot handle commands on this node: projection "${name}" is inline in the database and not in this code; run the code that declares it so, or run "myelin processors align ${name}" with this code`;
}

function notReady(problems: readonly string[]): MyelinError {
  const message = `Cannot start on this database: it is not ready; mend each of these\n${problems.map((line) => `  - ${line}`).join("\n")}`;
  return new MyelinError("store_not_ready", message, { details: { problems } });
}

interface Parts {
  readonly settings: Settings;
  readonly commandsSide: CommandSide;
  readonly eventsSide: EventSide;
  readonly stopping: AbortController;
  readonly loops: readonly Promise<void>[];
}

function engineOf(parts: Parts): Engine {
  const { settings, commandsSide, eventsSide } = parts;
  const { tables, store } = settings;
  const { commands, accepted, gate, timers } = commandsSide;
  const { processors, live, look, react, left } = eventsSide;
  let stopped: Promise<void> | undefined;
  return {
    tables,
    submit: commands.submit,
    submitLater: (submission) => accepted.accept(submission),
    commandState: (command) => accepted.state(command),
    query: (submission) => runQuery(submission, { tables, store, deadlines: timers, processors, live }),
    readStream: (stream, page) => readKnownStream(store.events, { stream, ...page }),
    processors: processorAdmin({ ...settings, changed: look }),
    letters: letterAdmin({ ...settings, react }),
    workflows: workflowAdmin({ ...settings, left }),
    health: () => healthOf(parts),
    stop: (graceMs = 10_000) => {
      stopped ??= gate.close(graceMs).then(() => shutDown(parts));
      return stopped;
    },
  };
}

async function shutDown({ stopping, loops, settings, commandsSide }: Parts): Promise<void> {
  stopping.abort();
  commandsSide.timers.close();
  await Promise.all(loops);
  await commandsSide.snapshots.idle();
  await settings.store.close();
}

async function healthOf({ settings, eventsSide }: Parts): Promise<EngineHealth> {
  const { ready, notes } = await settings.store.health();
  const statuses = [...eventsSide.processors.values()].map((one) => one.status());
  const failing = statuses.filter(({ state }) => state === "failing");
  const failures = failing.map(({ processor }) => `Processor "${processor}" keeps failing: the log says why`);
  return { ready, notes: [...notes, ...failures, ...(await stuckNotes(settings))], processors: statuses };
}

/** A store that is away says so itself. */
async function stuckNotes({ tables, store }: Settings): Promise<readonly string[]> {
  const notes = Object.keys(tables.workflows).map(async (name) => {
    const { stuck = 0 } = await store.workflows.counts(name).catch(() => ({ stuck: 0 }));
    return stuck === 0 ? [] : [`Workflow "${name}" has ${stuck} stuck instances: resume them, or cancel them`];
  });
  return (await Promise.all(notes)).flat();
}
