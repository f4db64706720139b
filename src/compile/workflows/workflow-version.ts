import type { AggregateNode } from "../../model/node.ts";
import type { ChildReactions, ReactionFunction, WorkflowNode, WorkflowReactions } from "../../model/workflow-node.ts";
import type { StateTable, WorkflowVersionTable } from "../../model/workflow-table.ts";
import { sortedRecord } from "../sorted-record.ts";
import { eventsOf } from "./reaction-sets.ts";
import { workflowTools } from "./workflow-tools.ts";

/** What a workflow's declaration is compiled among. */
export interface WorkflowContext {
  readonly aggregates: readonly AggregateNode[];
  readonly workflows: readonly WorkflowNode[];
}

export function workflowVersion(node: WorkflowNode, context: WorkflowContext): WorkflowVersionTable {
  const commands = commandsOf(node, context);
  const { states, timers, signals, input, result, startWith, migrate, retry, inState, onExisting, onMissing } = node;
  return Object.freeze({
    version: node.version,
    states: sorted(states),
    timers: sorted(timers),
    signals: sorted(signals),
    ...(input === undefined ? {} : { input }),
    ...(result === undefined ? {} : { result }),
    starts: sortedRecord(eventsOf(node.starts).map(({ type, handle }) => [type, handle])),
    ...(startWith === undefined ? {} : { startWith }),
    cron: sorted(node.cron),
    // What is reacted to in all states is reacted to in each, unless the state has its own.
    inState: sortedRecord(
      Object.keys(states).map((state) => [state, stateTable([node.inAny, ...ownReactions(inState, state)])]),
    ),
    inAny: stateTable([node.inAny]),
    ...(migrate === undefined ? {} : { migrate }),
    onExisting,
    onMissing,
    ...(retry === undefined ? {} : { retry }),
    sends: Object.freeze(commands),
    spawns: Object.freeze([...new Set(node.spawns)].sort()),
    tools: workflowTools(node, { commands, children: childrenOf(node, context) }),
  });
}

function ownReactions(inState: WorkflowNode["inState"], state: string): readonly WorkflowReactions[] {
  const own = Object.hasOwn(inState, state) ? inState[state] : undefined;
  return own === undefined ? [] : [own];
}

/** Later sets stand before earlier ones. */
function stateTable(sets: readonly WorkflowReactions[]): StateTable {
  const events = sets.flatMap(({ on }) => eventsOf(on));
  const onRejected = mergedRecords<ReactionFunction>(sets.map((set) => set.onRejected));
  const onChild = mergedRecords<ReactionFunction>(sets.map((set) => records(set.onChild)));
  return Object.freeze({
    on: sortedRecord(events.map(({ type, handle }) => [type, handle])),
    onRejected,
    onTimer: merged(sets.map((set) => set.onTimer)),
    onSignal: merged(sets.map((set) => set.onSignal)),
    onTimeout: merged(sets.map((set) => set.onTimeout)),
    onChild,
    onJoined: merged(sets.map((set) => set.onJoined)),
  });
}

type Records<Value> = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** Each has at most two reactions, by name. */
function records(children: Readonly<Record<string, ChildReactions>>): Records<ReactionFunction> {
  return Object.fromEntries(Object.entries(children).map(([name, reactions]) => [name, { ...reactions }]));
}

function merged<Value>(all: readonly Readonly<Record<string, Value>>[]): Readonly<Record<string, Value>> {
  return sortedRecord(all.flatMap((one) => Object.entries(one)));
}

function mergedRecords<Value>(all: readonly Records<Value>[]): Records<Value> {
  const names = new Set(all.flatMap((one) => Object.keys(one)));
  return sortedRecord([...names].map((name) => [name, merged(all.map((one) => one[name] ?? {}))]));
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return sortedRecord(Object.entries(record));
}

function commandsOf({ sends }: WorkflowNode, { aggregates }: WorkflowContext): readonly string[] {
  const addressed = new Set(sends);
  return aggregates
    .filter(({ name }) => addressed.has(name))
    .flatMap(({ commands }) => Object.keys(commands))
    .sort();
}

/** New instances of a child begin with its latest version. */
function childrenOf({ spawns }: WorkflowNode, { workflows }: WorkflowContext): ReadonlyMap<string, boolean> {
  return new Map(
    spawns.map((child) => {
      const versions = workflows.filter(({ name }) => name === child).sort((a, b) => b.version - a.version);
      return [child, versions[0]?.input !== undefined];
    }),
  );
}
