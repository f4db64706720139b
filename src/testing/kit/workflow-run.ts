import { MyelinError } from "../../base/error.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { Tables, WorkflowTable } from "../../model/tables.ts";
import type { InboxContent, LoadedInstance, SentCommand, TimerRow } from "../../model/workflow-instance.ts";
import { cameTimer } from "../../runtime/workflows/came.ts";
import type { StepResult } from "../../runtime/workflows/draft.ts";
import { placeInstances } from "../../runtime/workflows/place-instance.ts";
import { step } from "../../runtime/workflows/step.ts";
import { type LeftStimulus, outcomeStimulus, type Stimulus } from "../../runtime/workflows/stimulus.ts";
import { instanceMetadata, workflowKey } from "../../runtime/workflows/workflow-key.ts";
import { countedIds } from "./test-tables.ts";
import { timerBook } from "./timer-book.ts";

/** One instance of a workflow in a test: what a step makes is kept here as a store would keep it. */
export interface WorkflowRun {
  readonly loaded: LoadedInstance | undefined;
  readonly timers: readonly TimerRow[];
  /** Commands that the last stimulus led to, in order. */
  readonly sent: readonly SentCommand[];
  /** Children that it led to. */
  readonly spawned: readonly { readonly workflow: string; readonly id: string; readonly input: unknown }[];
  now(): Date;
  /** What was led to so far is not shown any more. */
  forget(): void;
  event(event: StoredEvent): void;
  /** What comes beside events. */
  left(content: InboxContent): void;
  /** The pending commands that are wanted get an outcome; without `rejection` they are done. */
  outcome(which: (row: SentCommand) => boolean, rejection?: { readonly reason: string; readonly data: unknown }): void;
  /** Moves the clock, and fires what is due on the way. */
  pass(ms: number): void;
}

export interface WorkflowRunOptions {
  readonly tables: Tables;
  readonly workflow: string;
  readonly start: Date;
}

export function workflowRun({ tables, workflow, start }: WorkflowRunOptions): WorkflowRun {
  const table = tables.workflows[workflow];
  if (table === undefined) throw notThere(workflow, tables);
  return new Run({ tables, table, start });
}

/** A class: an instance that lives through a test. */
class Run implements WorkflowRun {
  loaded: LoadedInstance | undefined = undefined;
  sent: SentCommand[] = [];
  spawned: { workflow: string; id: string; input: unknown }[] = [];
  private readonly facts: RunFacts;
  private readonly ids = countedIds("command");
  private readonly book = timerBook();
  private readonly seen = new Map<number, SentCommand>();
  private id: string | undefined = undefined;
  private time: number;

  constructor(facts: RunFacts) {
    this.facts = facts;
    this.time = facts.start.getTime();
  }

  get timers(): readonly TimerRow[] {
    return this.book.all();
  }

  now(): Date {
    return new Date(this.time);
  }

  forget(): void {
    this.sent = [];
    this.spawned = [];
  }

  event(stored: StoredEvent): void {
    const { table } = this.facts;
    // An event that nobody names an instance for is taken for one of its own commands.
    const own =
      this.id === undefined || workflowKey in stored.metadata
        ? {}
        : instanceMetadata({ workflow: table.name, id: this.id });
    const event = { ...stored, metadata: { ...stored.metadata, ...own } };
    const item = placeInstances(table)(event, 0);
    if (item === undefined) return;
    if (item.broken !== undefined) throw item.broken;
    this.step(item.sequence, { kind: "event", item, replay: undefined });
  }

  left(content: InboxContent): void {
    const id = this.id ?? (content.kind === "start" ? "test" : undefined);
    if (id === undefined) throw notBegun(this.facts.table.name);
    this.step(id, leftStimulus(content));
  }

  outcome(which: (row: SentCommand) => boolean, rejection?: { readonly reason: string; readonly data: unknown }): void {
    const rows = [...this.seen.values()].filter((row) => row.status === "pending" && which(row));
    if (rows.length === 0)
      throw new MyelinError("internal", "Cannot settle a command: none of that name is open; mend the test");
    for (const row of rows) {
      const { reason = null, data = null } = rejection ?? {};
      const status = rejection === undefined ? "done" : "rejected";
      // Payloads of rejections are JSON.
      const settled = { ...row, status, reason, data } as SentCommand;
      this.step(this.id ?? "", outcomeStimulus(settled));
    }
  }

  pass(ms: number): void {
    const until = this.time + ms;
    for (let next = this.timers[0]; next !== undefined && next.dueAt.getTime() <= until; next = this.timers[0]) {
      this.time = Math.max(this.time, next.dueAt.getTime());
      this.book.take(next);
      const { id, stimulus } = cameTimer(next);
      this.step(id, stimulus);
    }
    this.time = until;
  }

  private step(id: string, stimulus: Stimulus): void {
    const { table, tables } = this.facts;
    const loaded = this.id === id || this.id === undefined ? this.loaded : undefined;
    if (this.id !== undefined && this.id !== id) return;
    const ports = { now: this.now(), nextId: this.ids.next, correlate: tables.correlate };
    this.keep(id, step({ table, id, loaded, unsent: new Set(), stimulus }, ports));
  }

  private keep(id: string, { loaded, commands, timers, inbox }: StepResult): void {
    if (loaded !== undefined) this.id = id;
    this.loaded = loaded;
    for (const row of commands) {
      if (!this.seen.has(row.index)) this.sent.push(row);
      this.seen.set(row.index, row);
    }
    for (const change of timers) this.book.change(change);
    for (const { workflow, id: child, content } of inbox)
      if (content.kind === "start") this.spawned.push({ workflow, id: child, input: content.input });
  }
}

interface RunFacts {
  readonly tables: Tables;
  readonly table: WorkflowTable;
  readonly start: Date;
}

function leftStimulus(content: InboxContent): LeftStimulus {
  return { kind: "left", content, parent: null, correlationId: null };
}

function notThere(workflow: string, { name }: Tables): MyelinError {
  return new MyelinError(
    "unknown_workflow",
    `Cannot test workflow "${workflow}": application "${name}" does not have it; add it there`,
  );
}

function notBegun(workflow: string): MyelinError {
  return new MyelinError(
    "unknown_instance",
    `Cannot go on with workflow "${workflow}": nothing has begun an instance; give an event that starts it, or use whenStarted`,
  );
}
