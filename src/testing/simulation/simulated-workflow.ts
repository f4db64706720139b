import { isMyelinError, messageOf } from "../../base/error.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { InstanceHead, LoadedInstance, SentCommand, TimerRow } from "../../model/workflow-instance.ts";
import type { ProcessorEvent } from "../../runtime/processors/event-page.ts";
import { upcastEvents } from "../../runtime/upcast-events.ts";
import { cameTimer } from "../../runtime/workflows/came.ts";
import type { StepResult } from "../../runtime/workflows/draft.ts";
import { placeInstances } from "../../runtime/workflows/place-instance.ts";
import { step } from "../../runtime/workflows/step.ts";
import { nameOf, outcomeStimulus, type Stimulus } from "../../runtime/workflows/stimulus.ts";
import type { NewInboxRow } from "../../store/workflow-store.ts";
import { type TimerBook, timerBook } from "../kit/timer-book.ts";
import type { Action, Participant } from "./action.ts";
import type { SimulatedWorkflowsPorts } from "./simulated-workflow-ports.ts";

/** All instances of one workflow. */
export interface SimulatedWorkflow extends Participant {
  leave(row: NewInboxRow): void;
  instances(): readonly InstanceHead[];
}

export interface SimulatedWorkflowPorts extends SimulatedWorkflowsPorts {
  /** For this workflow or another one. */
  readonly leave: (row: NewInboxRow) => void;
}

export function simulatedWorkflow(table: WorkflowTable, ports: SimulatedWorkflowPorts): SimulatedWorkflow {
  return new Instances(table, ports);
}

/** What may come to one instance, and what it has. */
interface Instance {
  loaded: LoadedInstance | undefined;
  /** In the order of the log. */
  readonly events: ProcessorEvent[];
  readonly inbox: NewInboxRow[];
  readonly timers: TimerBook;
  /** Commands with their outcomes, not heard of yet. */
  readonly outcomes: SentCommand[];
  /** What became of them is not known yet. */
  readonly outbox: Set<number>;
  /** What crashed once does not crash again. */
  readonly crashed: Set<string>;
}

/** A class: instances that live through a run. */
class Instances implements SimulatedWorkflow {
  private readonly table: WorkflowTable;
  private readonly ports: SimulatedWorkflowPorts;
  private readonly known = new Map<string, Instance>();

  constructor(table: WorkflowTable, ports: SimulatedWorkflowPorts) {
    this.table = table;
    this.ports = ports;
    const place = placeInstances(table);
    ports.log.listen((stored) => {
      const aggregate = ports.tables.aggregates[stored.stream.type];
      const events = aggregate === undefined ? [stored] : upcastEvents(aggregate, [stored]);
      for (const [subIndex, event] of events.entries()) {
        const item = place(event, subIndex);
        if (item !== undefined) this.of(item.sequence).events.push(item);
      }
    });
    ports.time.due(() => this.nextDue());
  }

  leave(row: NewInboxRow): void {
    this.of(row.id).inbox.push(row);
  }

  instances(): readonly InstanceHead[] {
    return [...this.known.values()].flatMap(({ loaded }) => loaded?.head ?? []);
  }

  actions(): readonly Action[] {
    return [...this.known].flatMap(([id, instance]) => [...this.steps(id, instance), ...this.sendings(id, instance)]);
  }

  private of(id: string): Instance {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const fresh: Instance = {
      loaded: undefined,
      events: [],
      inbox: [],
      timers: timerBook(),
      outcomes: [],
      outbox: new Set(),
      crashed: new Set(),
    };
    this.known.set(id, fresh);
    return fresh;
  }

  private nextDue(): Date | undefined {
    const times = [...this.known.values()].flatMap(({ timers }) => timers.all().map(({ dueAt }) => dueAt.getTime()));
    const now = this.ports.time.clock.now();
    const later = times.filter((time) => time > now);
    return later.length === 0 ? undefined : new Date(Math.min(...later));
  }

  /** The first event, the first row of the inbox, the first timer that is due, the first outcome: in any order between them. */
  private steps(id: string, instance: Instance): readonly Action[] {
    const { events, inbox, outcomes } = instance;
    const [item, row, outcome, timer] = [events[0], inbox[0], outcomes[0], this.dueTimer(instance)];
    const all: Came[] = [];
    if (item !== undefined)
      all.push({ stimulus: { kind: "event", item, replay: undefined }, took: () => events.shift() });
    if (row !== undefined) all.push({ stimulus: { kind: "left", ...row }, took: () => inbox.shift() });
    if (outcome !== undefined) all.push({ stimulus: outcomeStimulus(outcome), took: () => outcomes.shift() });
    if (timer !== undefined) all.push({ stimulus: cameTimer(timer).stimulus, took: () => instance.timers.take(timer) });
    return all.flatMap((came) => this.stepActions(id, { instance, came }));
  }

  private dueTimer({ timers }: Instance): TimerRow | undefined {
    const now = this.ports.time.clock.now();
    const [first] = timers.all();
    return first !== undefined && first.dueAt.getTime() <= now ? first : undefined;
  }

  private stepActions(id: string, { instance, came }: Stepping): readonly Action[] {
    const version = came.stimulus.kind === "event" ? ` of ${came.stimulus.item.event.stream.id}` : "";
    const label = `${this.table.name} ${id}: ${nameOf(came.stimulus)}${version}`;
    const action = { label, extra: false, run: () => this.step(id, { instance, came }) };
    if (instance.crashed.has(label)) return [action];
    const run = (): void => {
      instance.crashed.add(label);
      // What it would have done is lost with the transaction.
      this.compute(id, { instance, came });
    };
    return [action, { label: `${label}, crashing before its commit`, extra: true, run }];
  }

  private step(id: string, stepping: Stepping): void {
    const result = this.compute(id, stepping);
    if (result === undefined) return;
    stepping.came.took();
    this.keep(id, { instance: stepping.instance, result });
  }

  /** Undefined where the reaction failed. */
  private compute(id: string, { instance, came }: Stepping): StepResult | undefined {
    const { time, nextId, tables, failed } = this.ports;
    const ports = { now: new Date(time.clock.now()), nextId, correlate: tables.correlate };
    try {
      const { stimulus } = came;
      return step({ table: this.table, id, loaded: instance.loaded, unsent: new Set(), stimulus }, ports);
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  /** What is written in one transaction; what is to be sent goes on its way behind it. */
  private keep(id: string, { instance, result }: Keeping): void {
    const { loaded, commands, timers, inbox } = result;
    instance.loaded = loaded;
    for (const row of commands) {
      const isNew = row.status === "pending" && !instance.outbox.has(row.index);
      if (row.status !== "pending") instance.outbox.delete(row.index);
      if (!isNew) continue;
      instance.outbox.add(row.index);
      this.send(`${id} #${row.index}`, { instance, row });
    }
    for (const change of timers) instance.timers.change(change);
    for (const row of inbox) this.ports.leave(row);
  }

  /** Whoever takes over from a node that crashed finds in the outbox what has no outcome, and sends it again under its id. */
  private sendings(id: string, instance: Instance): readonly Action[] {
    return [...instance.outbox].flatMap((index): readonly Action[] => {
      const row = instance.loaded?.commands.find((one) => one.index === index);
      const label = `${this.table.name} ${id} #${index}: sent again, its node has crashed`;
      if (row === undefined || instance.crashed.has(label)) return [];
      const run = (): void => {
        instance.crashed.add(label);
        this.send(`${id} #${index} (again)`, { instance, row });
      };
      return [{ label, extra: true, run }];
    });
  }

  private send(who: string, { instance, row }: Sending): void {
    const { index, commandId, command, payload, metadata, correlationId, causationId } = row;
    const facts = { id: commandId, command, payload, metadata, correlationId };
    const settle = (settled: SentCommand): void => {
      // The first outcome counts.
      if (instance.outbox.delete(index)) instance.outcomes.push(settled);
    };
    const sent = this.ports.send(`${this.table.name} ${who}`, causationId === null ? facts : { ...facts, causationId });
    sent.then(
      (result) =>
        settle(
          result.ok
            ? { ...row, status: "done" }
            : { ...row, status: "rejected", reason: result.reason, data: result.data },
        ),
      (error: unknown) => {
        // What the engine itself says is an outcome; anything else is a bug of the simulation.
        if (isMyelinError(error)) settle({ ...row, status: "failed", reason: messageOf(error) });
        else this.ports.failed(error);
      },
    );
  }
}

interface Keeping {
  readonly instance: Instance;
  readonly result: StepResult;
}

interface Came {
  readonly stimulus: Stimulus;
  /** It is handled: it is not there any more. */
  readonly took: () => unknown;
}

interface Stepping {
  readonly instance: Instance;
  readonly came: Came;
}

interface Sending {
  readonly instance: Instance;
  readonly row: SentCommand;
}
