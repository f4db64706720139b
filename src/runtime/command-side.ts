import { type AcceptedCommands, acceptedCommands } from "./accepted/accepted-commands.ts";
import { forgetCommands, forgetSome } from "./accepted/forget-commands.ts";
import { type CommandGate, commandGate } from "./command-gate.ts";
import { batchedExecutor } from "./commands/batched/batched-executor.ts";
import { type CommandService, commandService } from "./commands/command-service.ts";
import type { CommandExecutor } from "./commands/executor.ts";
import { sequencer } from "./commands/sequencer.ts";
import { simpleExecutor } from "./commands/simple-executor.ts";
import { type SnapshotWriter, snapshotWriter } from "./commands/snapshot-writer.ts";
import { type Deadlines, deadlines } from "./deadline.ts";
import type { Settings } from "./engine-options.ts";
import { declaredFolds } from "./inline/declared-folds.ts";
import { inlineEvents } from "./inline/inline-events.ts";
import { type CommandRouter, commandRouter } from "./membership/command-router.ts";
import { forgetMoved } from "./membership/forget-moved.ts";
import type { Membership } from "./membership/membership.ts";
import { originMetadata } from "./reactors/origin-node.ts";
import type { Sweeper } from "./sweep/sweeper.ts";
import { commandMetrics } from "./telemetry/command-metrics.ts";
import { executionMetrics } from "./telemetry/execution-metrics.ts";

/** What handles an engine's commands. */
export interface CommandSide {
  readonly gate: CommandGate;
  /** Commands that wait for their turn. */
  readonly waiting: () => { readonly sequence: number; readonly stream: number };
  readonly commands: CommandService;
  readonly accepted: AcceptedCommands;
  readonly timers: Deadlines;
  readonly snapshots: SnapshotWriter;
  readonly sweepers: readonly Sweeper[];
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface CommandSidePorts {
  /** Hears that events were stored. */
  readonly stored: () => void;
  /** Hears how many milliseconds a command took. */
  readonly took: (ms: number) => void;
  readonly membership: Membership;
}

export function commandSide(settings: Settings, { stored, took, membership }: CommandSidePorts): CommandSide {
  const { store, clock, log, maxInFlight, maxWaiting, keepCommandsMs, node, metrics, tables } = settings;
  const timers = deadlines(clock);
  const snapshots = snapshotWriter({ snapshots: store.snapshots, log });
  const gate = commandGate({ maxInFlight, clock });
  const executor = executorOf(settings, snapshots);
  const origin = originMetadata(node);
  const router = routerOf(settings, membership);
  forgetMoved(executor, { tables: settings.tables, membership });
  const counting = metrics && commandMetrics(metrics, Object.keys(tables.commands));
  const queues = sequencer({ maxWaiting });
  const own = { deadlines: timers, executor, gate, stored, took, origin, router, counting, queues };
  const commands = commandService({ ...settings, ...own });
  const accepted = acceptedCommands({ ...settings, gate, accepted: store.commands, handle: commands.resume });
  const forgetting = { accepted: store.commands, clock, log, keptMs: keepCommandsMs };
  return {
    gate,
    waiting: () => ({ sequence: queues.waiting, stream: executor.waiting }),
    commands,
    accepted,
    timers,
    snapshots,
    sweepers: [
      { work: "commands", sweep: ({ signal }) => accepted.sweep(signal) },
      { work: "forgetting", sweep: () => forgetSome(forgetting) },
    ],
    run: async (signal) => {
      await Promise.all([accepted.run(signal), forgetCommands(forgetting, signal)]);
    },
  };
}

function routerOf({ cluster, store, ...ports }: Settings, membership: Membership): CommandRouter | undefined {
  if (cluster === undefined) return undefined;
  return commandRouter({ ...ports, membership, connector: cluster.connector, events: store.events });
}

function executorOf({ mode, store, ...ports }: Settings, snapshots: SnapshotWriter): CommandExecutor {
  const executor = mode === "simple" ? simpleExecutor : batchedExecutor;
  const declared = declaredFolds(ports.tables);
  const { events, inline } = store;
  const folding = declared.size === 0 ? events : inlineEvents({ events, inline, declared });
  const counting = ports.metrics && executionMetrics(ports.metrics, ports.tables);
  return executor({ ...ports, events: folding, snapshots, counting });
}
