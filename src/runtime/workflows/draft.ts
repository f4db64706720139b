import { MyelinError } from "../../base/error.ts";
import type { CorrelationNode } from "../../model/interceptor-node.ts";
import type { Metadata } from "../../model/message.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type {
  HistoryEntry,
  InstanceHead,
  LoadedInstance,
  SentCommand,
  TimerRow,
} from "../../model/workflow-instance.ts";
import type { ReactionFacts } from "../../model/workflow-node.ts";
import type { StateTable, WorkflowVersionTable } from "../../model/workflow-table.ts";
import type { NewInboxRow } from "../../store/workflow-store.ts";
import { recordOf, type Stimulus } from "./stimulus.ts";

/** What a step needs of its surroundings. */
export interface StepPorts {
  /** By the engine's clock. */
  readonly now: Date;
  /** For commands. */
  readonly nextId: () => string;
  /** The application's providers. */
  readonly correlate: readonly CorrelationNode[];
  /** Looks on, where somebody does. */
  readonly observe?: ObserveStep | undefined;
  /** The trace that goes along with what the step sends. */
  readonly trace?: Metadata | undefined;
}

/** A step that is about to be made. */
export interface Stepping {
  readonly workflow: string;
  readonly id: string;
  readonly head: InstanceHead | undefined;
  readonly stimulus: Stimulus;
}

/** Looks on while an instance makes a step: `make` makes it, and what it sends carries the trace. */
export type ObserveStep = (stepping: Stepping, make: (trace: Metadata | undefined) => StepResult) => StepResult;

/** One change of an instance's timers, in the order in which they are made. */
export type TimerChange =
  | { readonly kind: "set"; readonly timer: TimerRow }
  | { readonly kind: "cancel"; readonly name?: string; readonly key?: string };

/** What one step changed. */
export interface StepResult {
  /** The instance afterwards. */
  readonly loaded: LoadedInstance | undefined;
  /** Whether its head is another one. */
  readonly headChanged: boolean;
  readonly history: readonly HistoryEntry[];
  /** New ones, and those that changed. */
  readonly commands: readonly SentCommand[];
  readonly timers: readonly TimerChange[];
  /** For other instances. */
  readonly inbox: readonly NewInboxRow[];
  /** What somebody has to look at: a sentence each, for the log. */
  readonly alarms: readonly string[];
  /** Why an undo came to nothing: what came waits in a letter until somebody has decided. */
  readonly refusedUndo?: string | undefined;
}

/** What led to a step, for what it sends. */
export interface StepCause {
  readonly causationId: string | null;
  /** What of its metadata goes on. */
  readonly metadata: Metadata;
  readonly facts: Pick<ReactionFacts, "event" | "child" | "timer" | "rejected">;
}

/** An instance while a step works on it. Changed in place; the step's caller never sees it. */
export interface Draft {
  readonly table: WorkflowTable;
  readonly ports: StepPorts;
  readonly cause: StepCause;
  /** Indexes of commands that cannot have been sent yet. */
  readonly unsent: Set<number>;
  readonly before: InstanceHead | undefined;
  version: WorkflowVersionTable;
  /** Changed by `changeHead` alone. */
  head: InstanceHead;
  /** Whether `head` is the draft's own: copied once, at its first change, since that is what a step would mostly do. */
  ownHead: boolean;
  readonly commands: Map<number, SentCommand>;
  readonly changed: Set<number>;
  readonly timers: TimerChange[];
  readonly inbox: NewInboxRow[];
  readonly did: string[];
  readonly alarms: string[];
  refusedUndo: string | undefined;
  /** Signals whose waits this step opened. */
  readonly opened: Set<string>;
  /** A reaction has said complete or fail. */
  over: boolean;
}

/** An instance to be worked on. */
export function openDraft(
  loaded: LoadedInstance,
  facts: Pick<Draft, "table" | "ports" | "cause" | "before"> & { readonly unsent: ReadonlySet<number> },
): Draft {
  const { table, ports, cause, unsent, before } = facts;
  return {
    table,
    ports,
    cause,
    unsent: new Set(unsent),
    before,
    version: versionOf(table, loaded.head),
    head: loaded.head,
    ownHead: before === undefined,
    commands: new Map(loaded.commands.map((row) => [row.index, row])),
    changed: new Set(),
    timers: [],
    inbox: [],
    did: [],
    alarms: [],
    refusedUndo: undefined,
    opened: new Set(),
    over: false,
  };
}

/** @throws MyelinError `unsupported` where this code does not have the version that the instance began with */
export function versionOf(
  table: WorkflowTable,
  { version, id }: { version: number; id: string },
): WorkflowVersionTable {
  const known = table.versions[version];
  if (known !== undefined) return known;
  const versions = Object.keys(table.versions).join(", ");
  const message = `Cannot go on with instance "${id}" of workflow "${table.name}": it has version ${version}, and this code has ${versions}; keep a version until its instances have ended, or migrate them`;
  throw new MyelinError("unsupported", message);
}

export function changeHead(draft: Draft, patch: Partial<InstanceHead>): void {
  if (draft.ownHead) Object.assign(draft.head, patch);
  else {
    draft.head = Object.assign({}, draft.head, patch);
    draft.ownHead = true;
  }
}

export function putCommand(draft: Draft, row: SentCommand): void {
  draft.commands.set(row.index, row);
  draft.changed.add(row.index);
}

/** What the instance reacts to as it stands. */
export function reactionsOf({ head, version }: Draft): StateTable {
  return (head.state === null ? undefined : version.inState[head.state]) ?? version.inAny;
}

/** Whether reactions are called: not once it is being undone, nor when it has ended. */
export function reacts({ status, undoingTo }: InstanceHead): boolean {
  return status === "running" || (status === "stuck" && undoingTo === null);
}

export function hasEnded({ endedAt }: InstanceHead): boolean {
  return endedAt !== null;
}

/** Nothing happened. */
export function unchanged(loaded: LoadedInstance | undefined): StepResult {
  return { loaded, headChanged: false, history: [], commands: [], timers: [], inbox: [], alarms: [] };
}

/** What became of it all. A step in which nothing was done leaves no trace in the history. */
export function closeDraft(draft: Draft, stimulus: Stimulus): StepResult {
  const { did, ports, timers, inbox, alarms, refusedUndo } = draft;
  const history: HistoryEntry[] = [];
  if (did.length > 0) {
    const index = draft.head.steps + 1;
    changeHead(draft, { steps: index, updatedAt: ports.now });
    const { status, state, data } = draft.head;
    history.push({ index, at: ports.now, came: recordOf(stimulus), did, status, state, data });
  }
  const { head } = draft;
  const all = [...draft.commands.values()];
  const changed = all.filter(({ index }) => draft.changed.has(index));
  const loaded = { head, commands: hasEnded(head) ? [] : all.filter(matters) };
  return { loaded, headChanged: head !== draft.before, history, commands: changed, timers, inbox, alarms, refusedUndo };
}

/** Whether a command may still have to be sent, or undone, or tells that another one is undone. */
export function matters({ status, undo, undoes }: SentCommand): boolean {
  return status === "pending" || status === "failed" || (status === "done" && undo !== null) || undoes !== null;
}

/** What instances begin with. */
export function latestOf(table: WorkflowTable): WorkflowVersionTable | undefined {
  return table.versions[table.latest];
}
