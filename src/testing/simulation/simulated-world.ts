import { MyelinError } from "../../base/error.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { Row, RowKey } from "../../model/node.ts";
import type { Tables } from "../../model/tables.ts";
import type { InstanceHead } from "../../model/workflow-instance.ts";
import { evolveLoaded } from "../../runtime/commands/evolve-state.ts";
import { countedIds } from "../kit/test-tables.ts";
import type { Action, Participant } from "./action.ts";
import { type ClientScript, simulatedClients } from "./simulated-client.ts";
import { simulatedCommands } from "./simulated-commands.ts";
import { type SimulatedFold, simulatedFold } from "./simulated-fold.ts";
import { simulatedLog } from "./simulated-log.ts";
import { simulatedQueues } from "./simulated-queues.ts";
import { simulatedReactor } from "./simulated-reactor.ts";
import { simulatedSenders } from "./simulated-senders.ts";
import { type SimulatedTime, simulatedTime } from "./simulated-time.ts";
import { type SimulatedWorkflows, simulatedWorkflows } from "./simulated-workflows.ts";

/** What invariants may look at. */
export interface SimulationView {
  /** The log so far. */
  readonly events: readonly StoredEvent[];
  readonly now: Date;
  /** The state of an aggregate's instance, as the next command would find it. */
  state(aggregate: string, id: string): unknown;
  /** Rows of a fold projection, ordered by key. */
  rows(projection: string): readonly Row[];
  /** Instances of a workflow, in the order in which they began. */
  instances(workflow: string): readonly InstanceHead[];
}

/** One run's world. */
export interface SimulatedWorld {
  readonly view: SimulationView;
  /** All that may happen next. */
  actions(): readonly Action[];
  /** What a script or a handler threw, or that time has come to its end. */
  readonly failure: unknown;
  start(): void;
}

export interface WorldOptions {
  readonly tables: Tables;
  readonly clients: readonly (ClientScript | undefined)[];
}

export function simulatedWorld({ tables, clients }: WorldOptions): SimulatedWorld {
  const trouble: { failure?: unknown } = {};
  const failed = (error: unknown): void => {
    trouble.failure ??= error;
  };
  const time = simulatedTime();
  const log = simulatedLog();
  const ids = countedIds("id");
  const senders = simulatedSenders(simulatedCommands({ tables, log, clock: time.clock, ids }));
  const folds = foldsOf(tables, { log, failed });
  const reactors = Object.values(tables.reactors).map((table) =>
    simulatedReactor(table, { tables, queues: simulatedQueues(table, { log, tables }), send: senders.send, failed }),
  );
  const { send } = senders;
  const workflows = simulatedWorkflows({ tables, log, time, nextId: ids.next, send, failed });
  const row = (projection: string, key: RowKey): Row | undefined => foldNamed(projection, folds).row(...key);
  const scripts = simulatedClients(clients, { send, row, leave: workflows.leave, failed });
  const participants: readonly Participant[] = [scripts, senders, ...folds.values(), ...reactors, workflows, time];
  return {
    view: viewOf({ tables, log, folds, workflows, time }),
    actions: () => participants.flatMap((one) => one.actions()),
    get failure() {
      return trouble.failure;
    },
    start: () => scripts.start(),
  };
}

interface FoldPorts {
  readonly log: ReturnType<typeof simulatedLog>;
  readonly failed: (error: unknown) => void;
}

/** Those with a life of their own and those without are alike here: a live or an inline one is only never behind. */
function foldsOf(tables: Tables, { log, failed }: FoldPorts): ReadonlyMap<string, SimulatedFold> {
  const folds = new Map<string, SimulatedFold>();
  for (const table of Object.values(tables.projections)) {
    if (table.form !== "fold") continue;
    const fold = simulatedFold(table, { queues: simulatedQueues(table, { log, tables }), failed });
    folds.set(table.name, fold);
    // Its rows are never behind the log.
    if (table.life !== "async") log.listen(() => catchUp(fold));
  }
  return folds;
}

function catchUp(fold: SimulatedFold): void {
  for (let next = firstOf(fold); next !== undefined; next = firstOf(fold)) next.run();
}

function firstOf(fold: SimulatedFold): Action | undefined {
  return fold.actions().find(({ extra }) => !extra);
}

function foldNamed(name: string, folds: ReadonlyMap<string, SimulatedFold>): SimulatedFold {
  const fold = folds.get(name);
  if (fold !== undefined) return fold;
  const message = `Cannot simulate projection "${name}": it is no fold of this application; folds are what a simulation runs, free projections need a database`;
  throw new MyelinError("unsupported", message);
}

interface Viewing {
  readonly tables: Tables;
  readonly log: ReturnType<typeof simulatedLog>;
  readonly folds: ReadonlyMap<string, SimulatedFold>;
  readonly workflows: SimulatedWorkflows;
  readonly time: SimulatedTime;
}

function viewOf({ tables, log, folds, workflows, time }: Viewing): SimulationView {
  return {
    events: log.events,
    get now() {
      return new Date(time.clock.now());
    },
    state: (type, id) => {
      const aggregate = tables.aggregates[type];
      if (aggregate === undefined) throw new TypeError(`the application has no aggregate "${type}"`);
      const stream = { type, id };
      return evolveLoaded(aggregate, { events: log.stream(stream), head: log.head(stream) }).state;
    },
    rows: (projection) => foldNamed(projection, folds).rows(),
    instances: (workflow) => workflows.instances(workflow),
  };
}
