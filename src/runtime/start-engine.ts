import { MyelinError } from "../base/error.ts";
import { startOfLog } from "../model/position.ts";
import { letterAdmin } from "./admin/letter-admin.ts";
import { processorAdmin } from "./admin/processor-admin.ts";
import { workflowAdmin } from "./admin/workflow-admin.ts";
import { type CommandSide, commandSide } from "./command-side.ts";
import type { CommandSubmission, Engine, EngineHealth } from "./engine.ts";
import { type EngineOptions, type Settings, withDefaults } from "./engine-options.ts";
import { type EventSide, eventSide } from "./event-side.ts";
import { declaredFolds, strangeFolds } from "./inline/declared-folds.ts";
import { flipOnce } from "./inline/flip-folds.ts";
import { type ActivityRecord, activityRecord } from "./inspect/activity.ts";
import { inspector } from "./inspect/inspector.ts";
import { processorLags } from "./inspect/processor-lags.ts";
import { checkCluster } from "./membership/cluster-options.ts";
import { Membership } from "./membership/membership.ts";
import { openNodes } from "./membership/open-nodes.ts";
import { registerProcessors } from "./processors/run-processors.ts";
import { openWaits } from "./queries/open-waits.ts";
import { runQuery } from "./queries/run-query.ts";
import { readKnownStream } from "./read-known-stream.ts";
import { recordDeployment } from "./record-deployment.ts";
import { checkPublishers } from "./relay/check-publishers.ts";
import { settledHead } from "./settled-head.ts";
import { runSweep } from "./sweep/run-sweep.ts";
import type { SweepOptions, SweepResult } from "./sweep/sweeper.ts";
import { engineGauges } from "./telemetry/engine-gauges.ts";

/**
 * Starts an engine: checks the database, then takes commands and, with a background, runs the processors until `stop`.
 *
 * @throws MyelinError `store_not_ready` listing what must be mended first, `unbound_relay` when a relay has no publisher,
 * `invalid_cluster`, `unavailable` when the database is away
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const settings = withDefaults(options);
  checkPublishers(settings.tables, settings);
  if (settings.cluster !== undefined) checkCluster(settings.cluster);
  if (!settings.prepared) await prepareStore(settings);
  const stopping = new AbortController();
  const { signal } = stopping;
  const from = settings.background ? await settledHead({ ...settings, events: settings.store.events }) : startOfLog;
  const membership = new Membership({ ...settings, commands: Object.keys(settings.tables.commands) });
  const { clock, tables, store } = settings;
  const lag = () => processorLags({ tables, events: store.events, processors: eventsSide.processors });
  const activity = activityRecord({ clock, lag });
  const commandsSide = commandSide(settings, { stored: () => eventsSide.stored(), took: activity.ended, membership });
  const submit = (submission: CommandSubmission) => commandsSide.commands.submit(submission);
  const { state: commandState } = commandsSide.accepted;
  const eventsSide = eventSide(settings, { submit, commandState, stopping: signal, from, membership });
  const always = settings.background ? [commandsSide.run(signal), activity.run(signal)] : [];
  const loops = [...always, eventsSide.run(signal)];
  const unmeter = settings.metrics === undefined ? undefined : settings.telemetry?.meter(settings.metrics);
  return engineOf({ settings, membership, commandsSide, eventsSide, activity, stopping, loops, unmeter });
}

async function prepareStore(settings: Settings): Promise<void> {
  const { store, tables, migrate, log } = settings;
  if (migrate) for (const line of await store.schema.migrate(tables)) log("info", line);
  const problems = await store.schema.problems(tables);
  if (problems.length > 0) throw notReady(problems);
  await registerProcessors(tables, settings);
  await recordDeployment(store.deployments, settings);
  const strange = strangeFolds(await store.inline.folds(), declaredFolds(tables));
  for (const { processor } of strange) log("error", notInlineHere(processor), { processor });
  await flipOnce(settings, new Set());
  if (!settings.background) warnOfIdle(settings);
}

/** Their events are not kept for them. */
function warnOfIdle({ tables, log }: Settings): void {
  for (const { name, delivery } of Object.values(tables.reactors))
    if (delivery !== "competing")
      log("warn", `Reactor "${name}" hears nothing here: it is ${delivery}, and this engine has no background`, {
        reactor: name,
      });
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
  readonly membership: Membership;
  readonly commandsSide: CommandSide;
  readonly eventsSide: EventSide;
  readonly activity: ActivityRecord;
  readonly stopping: AbortController;
  readonly loops: readonly Promise<void>[];
  /** Leaves those who read the metrics. */
  readonly unmeter: (() => void) | undefined;
}

function engineOf(parts: Parts): Engine {
  const { settings, membership, commandsSide, eventsSide, activity } = parts;
  const { tables, store } = settings;
  const { commands, accepted, timers } = commandsSide;
  const { processors, live, look, react, left } = eventsSide;
  const waits = openWaits(settings.maxWaits);
  let stopped: Promise<void> | undefined;
  const processorsAdmin = processorAdmin({ ...settings, changed: look });
  settings.metrics?.lookBy(engineGauges({ ...settings, membership, commandsSide, processors: processorsAdmin }));
  return {
    tables,
    submit: commands.submit,
    submitLater: (submission) => accepted.accept(submission),
    commandState: (command) => accepted.state(command),
    query: (submission) => runQuery(submission, { tables, store, deadlines: timers, processors, live, waits }),
    readStream: (stream, page) => readKnownStream(store.events, { stream, ...page }),
    feed: eventsSide.feed,
    processors: processorsAdmin,
    letters: letterAdmin({ ...settings, react }),
    nodes: openNodes({ ...settings, nodes: store.nodes, membership, commands }),
    workflows: workflowAdmin({ ...settings, left }),
    inspector: inspector({ told: activity.told, tables, events: store.events, deployments: store.deployments }),
    health: () => healthOf(parts),
    metrics: async () => (await settings.metrics?.collect()) ?? [],
    sweep: (options) => sweep(options, parts),
    stop: (graceMs = 10_000) => {
      stopped ??= stop(graceMs, parts);
      return stopped;
    },
  };
}

function sweep(options: SweepOptions, { settings, commandsSide, eventsSide, stopping }: Parts): Promise<SweepResult> {
  const sweepers = [...eventsSide.sweepers, ...commandsSide.sweepers];
  return runSweep(options, { sweepers, clock: settings.clock, stopping: stopping.signal });
}

/** Others hear at once that it takes no more commands; those under way are finished meanwhile. */
async function stop(graceMs: number, parts: Parts): Promise<void> {
  parts.membership.withdraw();
  void parts.eventsSide.look();
  await parts.commandsSide.gate.close(graceMs);
  await shutDown(parts);
}

async function shutDown({ stopping, loops, settings, commandsSide, unmeter }: Parts): Promise<void> {
  stopping.abort();
  unmeter?.();
  commandsSide.timers.close();
  await Promise.all(loops);
  await commandsSide.snapshots.idle();
  await settings.store.close();
}

async function healthOf({ settings, eventsSide }: Parts): Promise<EngineHealth> {
  const { ready, notes } = await settings.store.health();
  if (!settings.background && ready) await Promise.all([...eventsSide.processors.values()].map((one) => one.look?.()));
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
