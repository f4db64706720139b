import type { WorkflowTable } from "../../model/tables.ts";
import type {
  HistoryEntry,
  InstanceHead,
  LoadedInstance,
  SentCommand,
  TimerRow,
} from "../../model/workflow-instance.ts";
import type { InstanceChange, NewInboxRow, WorkflowChange } from "../../store/workflow-store.ts";
import type { StepPorts, StepResult, TimerChange } from "./draft.ts";
import { makeStep } from "./make-step.ts";
import type { Stimulus } from "./stimulus.ts";

/** A command with the instance that sends it. */
export interface OutboxRow {
  readonly id: string;
  readonly row: SentCommand;
}

/** The instances of one transaction: loaded once, changed step by step, written together. */
export interface InstanceSet {
  head(id: string): InstanceHead | undefined;
  /** One step. Throws what the step throws: then nothing has changed. */
  apply(id: string, stimulus: Stimulus): Pick<StepResult, "refusedUndo">;
  /** Timers that were taken and have still to fire, in order of due time. */
  due(): readonly TimerRow[];
  /** Takes one of them; false where a step has cancelled or moved it meanwhile. */
  fire(timer: TimerRow): boolean;
  /** It is to be tried again. */
  unfire(timer: TimerRow): void;
  setTimer(timer: TimerRow): void;
  leave(row: NewInboxRow): void;
  /** What is to be written since the last call. */
  takeChange(): Pick<WorkflowChange, "instances" | "inbox">;
  /** Timers that did not fire go back. */
  putBack(): void;
  /** Answers how to undo all that comes after. */
  save(): () => void;
  /** Of the whole transaction. */
  readonly summary: Summary;
}

export interface Summary {
  /** Commands that are to be sent once it is committed, in order. */
  readonly sent: readonly OutboxRow[];
  readonly timers: readonly TimerRow[];
  readonly inbox: readonly NewInboxRow[];
  readonly alarms: readonly string[];
}

export interface InstanceSetOptions {
  readonly table: WorkflowTable;
  readonly loaded: ReadonlyMap<string, LoadedInstance>;
  /** In order of due time. */
  readonly timers: readonly TimerRow[];
  readonly ports: StepPorts;
}

/** One instance, and what is to be written of it. Every step puts another in its place. */
interface Entry {
  readonly loaded: LoadedInstance | undefined;
  readonly unsent: ReadonlySet<number>;
  readonly headChanged: boolean;
  readonly history: readonly HistoryEntry[];
  /** By index. */
  readonly commands: ReadonlyMap<number, SentCommand>;
  readonly timers: readonly TimerRow[];
  readonly cancelled: InstanceChange["cancelled"];
}

const noEntry: Entry = Object.freeze({
  loaded: undefined,
  unsent: new Set<number>(),
  headChanged: false,
  history: [],
  commands: new Map(),
  timers: [],
  cancelled: [],
});

export function instanceSet(options: InstanceSetOptions): InstanceSet {
  return new Instances(options);
}

/** A class, since it changes with every step of a transaction. */
class Instances implements InstanceSet {
  private readonly options: InstanceSetOptions;
  private entries: Map<string, Entry>;
  private waiting: Set<TimerRow>;
  /** By instance and index: one that is dropped in the same transaction is never sent. */
  private sent: Map<string, OutboxRow> = new Map();
  private readonly timers: TimerRow[] = [];
  private readonly inbox: NewInboxRow[] = [];
  private readonly alarms: string[] = [];
  private written = 0;

  constructor(options: InstanceSetOptions) {
    this.options = options;
    this.entries = new Map([...options.loaded].map(([id, loaded]) => [id, Object.assign({}, noEntry, { loaded })]));
    this.waiting = new Set(options.timers);
  }

  head(id: string): InstanceHead | undefined {
    return this.entries.get(id)?.loaded?.head;
  }

  apply(id: string, stimulus: Stimulus): StepResult {
    const { table, ports } = this.options;
    const entry = this.entries.get(id) ?? noEntry;
    const { loaded, unsent } = entry;
    const result = makeStep({ table, id, loaded, unsent, stimulus }, ports);
    this.entries.set(id, merged(entry, result));
    for (const row of result.commands) {
      const key = JSON.stringify([id, row.index]);
      this.sent.delete(key);
      if (row.status === "pending") this.sent.set(key, { id, row });
    }
    for (const change of result.timers) this.changeTimer(id, change);
    this.inbox.push(...result.inbox);
    this.alarms.push(...result.alarms);
    return result;
  }

  due(): readonly TimerRow[] {
    return [...this.waiting];
  }

  fire(timer: TimerRow): boolean {
    return this.waiting.delete(timer);
  }

  unfire(timer: TimerRow): void {
    this.waiting.add(timer);
  }

  setTimer(timer: TimerRow): void {
    const entry = this.entries.get(timer.id) ?? noEntry;
    this.entries.set(timer.id, Object.assign({}, entry, { timers: withTimer(entry.timers, timer) }));
    this.timers.push(timer);
  }

  leave(row: NewInboxRow): void {
    this.inbox.push(row);
  }

  takeChange(): Pick<WorkflowChange, "instances" | "inbox"> {
    const instances: InstanceChange[] = [];
    for (const [id, entry] of this.entries) {
      const { loaded, headChanged, history, commands, timers, cancelled } = entry;
      if (!headChanged && commands.size === 0 && timers.length === 0 && cancelled.length === 0) continue;
      const head = headChanged ? loaded?.head : undefined;
      instances.push({ id, head, history, commands: [...commands.values()], timers, cancelled });
      this.entries.set(id, Object.assign({}, noEntry, { loaded, unsent: entry.unsent }));
    }
    const inbox = this.inbox.slice(this.written);
    this.written = this.inbox.length;
    return { instances, inbox };
  }

  putBack(): void {
    for (const timer of this.waiting) this.setTimer(timer);
    this.waiting.clear();
  }

  save(): () => void {
    const { written } = this;
    const [entries, waiting, sent] = [new Map(this.entries), new Set(this.waiting), new Map(this.sent)];
    const lists = [this.timers, this.inbox, this.alarms].map((list) => [list, list.length] as const);
    return () => {
      Object.assign(this, { entries, waiting, sent, written });
      for (const [list, length] of lists) list.length = length;
    };
  }

  get summary(): Summary {
    return { sent: [...this.sent.values()], timers: this.timers, inbox: this.inbox, alarms: this.alarms };
  }

  private changeTimer(id: string, change: TimerChange): void {
    for (const timer of this.waiting) if (timer.id === id && meant(change, timer)) this.waiting.delete(timer);
    if (change.kind === "set") this.timers.push(change.timer);
  }
}

function merged(entry: Entry, { loaded, headChanged, history, commands, timers }: StepResult): Entry {
  const unsent = commands.filter(({ status }) => status === "pending").map(({ index }) => index);
  const changed = new Map(entry.commands);
  for (const row of commands) changed.set(row.index, row);
  return {
    loaded,
    unsent: unsent.length === 0 ? entry.unsent : new Set([...entry.unsent, ...unsent]),
    headChanged: entry.headChanged || headChanged,
    history: history.length === 0 ? entry.history : [...entry.history, ...history],
    commands: changed,
    ...timersAfter(entry, timers),
  };
}

/** Cancelled ones go before those that are set: so what was set and then cancelled is not set at all. */
function timersAfter(
  { timers, cancelled }: Entry,
  changes: readonly TimerChange[],
): Pick<Entry, "timers" | "cancelled"> {
  if (changes.length === 0) return { timers, cancelled };
  let set = timers;
  const gone = [...cancelled];
  for (const change of changes) {
    if (change.kind === "set") set = withTimer(set, change.timer);
    else {
      const { kind: _, ...which } = change;
      set = set.filter((timer) => !meant(change, timer));
      gone.push(which);
    }
  }
  return { timers: set, cancelled: gone };
}

function withTimer(timers: readonly TimerRow[], timer: TimerRow): readonly TimerRow[] {
  return [...timers.filter(({ name, key }) => name !== timer.name || key !== timer.key), timer];
}

/** Whether a change is about this timer of the same instance. */
function meant(change: TimerChange, { name, key }: TimerRow): boolean {
  if (change.kind === "set") return change.timer.name === name && change.timer.key === key;
  return (change.name === undefined || change.name === name) && (change.key === undefined || change.key === key);
}
