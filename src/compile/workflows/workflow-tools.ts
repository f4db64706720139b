import { type Duration, durationMs } from "../../base/duration.ts";
import type { SendAction, SpawnAction, WorkflowAction } from "../../model/workflow-action.ts";
import type { WorkflowNode, WorkflowTools } from "../../model/workflow-node.ts";

/** What the names of a workflow's tools stand for. */
export interface ToolNames {
  readonly commands: readonly string[];
  /** Workflows that it may spawn, and whether they are given something. */
  readonly children: ReadonlyMap<string, boolean>;
}

type Action<Kind extends WorkflowAction["kind"]> = Extract<WorkflowAction, { readonly kind: Kind }>;
type Branches = Action<"fork">["branches"];

/** The same object for all reactions: nothing in it knows of an instance. */
export function workflowTools(node: WorkflowNode, { commands, children }: ToolNames): WorkflowTools {
  const timers = Object.keys(node.timers);
  return Object.freeze({
    send: makers(commands, sender),
    schedule: makers(timers, scheduler),
    cancel: Object.freeze({
      ...makers(timers, canceller),
      all: (): Action<"cancelTimer"> => ({ kind: "cancelTimer" }),
    }),
    become: makers(Object.keys(node.states), becoming),
    wait: makers(Object.keys(node.signals), waiting),
    spawn: makers([...children.keys()], (workflow) => spawning(workflow, children.get(workflow) ? {} : null)),
    all: makers(node.joins, forking("all")),
    first: makers(node.joins, forking("first")),
    complete: (result?: unknown): Action<"complete"> => ({ kind: "complete", result: result ?? null }),
    fail: (why: string): Action<"fail"> => ({ kind: "fail", why }),
  });
}

function makers<Make>(names: readonly string[], make: (name: string) => Make): Readonly<Record<string, Make>> {
  return Object.freeze(Object.fromEntries(names.map((name) => [name, make(name)])));
}

function sender(command: string) {
  return (payload: unknown, { undo, retry }: Pick<SendAction, "undo" | "retry"> = {}): SendAction => ({
    kind: "send",
    command,
    payload,
    ...(undo === undefined ? {} : { undo }),
    ...(retry === undefined ? {} : { retry }),
  });
}

type When = ({ readonly in: Duration } | { readonly at: Date }) & { readonly key?: string };

function scheduler(timer: string) {
  return (when: When, data?: unknown): Action<"schedule"> => ({
    kind: "schedule",
    timer,
    key: when.key ?? "",
    due: "at" in when ? { at: when.at } : { inMs: durationMs(when.in) },
    data: data ?? {},
  });
}

function canceller(timer: string) {
  return ({ key }: { readonly key?: string } = {}): Action<"cancelTimer"> => ({
    kind: "cancelTimer",
    timer,
    ...(key === undefined ? {} : { key }),
  });
}

function becoming(state: string) {
  return (data?: unknown): Action<"become"> => ({ kind: "become", state, data: data ?? {} });
}

function waiting(signal: string) {
  return ({ within }: { readonly within?: Duration } = {}): Action<"wait"> => ({
    kind: "wait",
    signal,
    ...(within === undefined ? {} : { withinMs: durationMs(within) }),
  });
}

function spawning(workflow: string, nothing: unknown) {
  return (input?: unknown, { id }: { readonly id?: string } = {}): SpawnAction => ({
    kind: "spawn",
    workflow,
    input: input ?? nothing,
    ...(id === undefined ? {} : { id }),
  });
}

function forking(until: "all" | "first") {
  return (name: string) =>
    (branches: Branches): Action<"fork"> => ({ kind: "fork", name, until, branches });
}
