import type { StateTable, WorkflowVersionTable } from "../../model/workflow-table.ts";
import { type ActionFunction, namedActions } from "./named-actions.ts";

/** One reaction of a workflow: where it stands, to what, and the actions that its text names. */
export interface WorkflowRow {
  /** Null: at the start. Undefined: in all states that have none of their own. */
  readonly state: string | null | undefined;
  /** Such as `on account.MoneyWithdrawn` or `timer Overdue`. */
  readonly stimulus: string;
  readonly actions: readonly string[];
}

/** A version of a workflow as rows: its starts, then its states by name, then what holds in all of them. */
export function workflowRows(version: WorkflowVersionTable): readonly WorkflowRow[] {
  const any = stimuli(version.inAny);
  const everywhere = new Map(any);
  const row = (state: WorkflowRow["state"], [stimulus, reaction]: Stimulus): WorkflowRow => ({
    state,
    stimulus,
    actions: namedActions(reaction, version),
  });
  return [
    ...starts(version).map((start) => row(null, start)),
    ...Object.entries(version.inState).flatMap(([state, table]) =>
      stimuli(table)
        // A state's table holds those of all states, too.
        .filter(([stimulus, reaction]) => everywhere.get(stimulus) !== reaction)
        .map((own) => row(state, own)),
    ),
    ...any.map((one) => row(undefined, one)),
  ];
}

type Stimulus = readonly [name: string, reaction: ActionFunction];

function starts({ starts: events, startWith, cron }: WorkflowVersionTable): readonly Stimulus[] {
  return [
    ...labelled("on", events),
    ...(startWith === undefined ? [] : [["by name", startWith] as const]),
    ...Object.entries(cron).map(([name, { schedule, handle }]) => [`cron ${name} (${schedule})`, handle] as const),
  ];
}

function stimuli(table: StateTable): readonly Stimulus[] {
  return [
    ...labelled("on", table.on),
    ...nested("rejected", table.onRejected),
    ...labelled("timer", table.onTimer),
    ...labelled("signal", table.onSignal),
    ...labelled("no signal", table.onTimeout),
    ...nested("child", table.onChild),
    ...labelled("joined", table.onJoined),
  ];
}

function labelled(label: string, record: Readonly<Record<string, ActionFunction>>): readonly Stimulus[] {
  return Object.entries(record).map(([name, reaction]) => [`${label} ${name}`, reaction]);
}

function nested(label: string, record: Readonly<Record<string, object>>): readonly Stimulus[] {
  return Object.entries(record).flatMap(([name, inner]) =>
    Object.entries<ActionFunction>({ ...inner }).map(
      ([outcome, reaction]) => [`${label} ${name} ${outcome}`, reaction] as const,
    ),
  );
}
