import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import { isAfter, laterOf, type Position } from "../../model/position.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { InboxRow, TimerRow } from "../../model/workflow-instance.ts";
import type { Claim } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { type Bell, bell, sleepUnlessRung } from "../bell.ts";
import type { LogHead } from "../log-head.ts";
import type { BesideEvents } from "../processors/beside-events.ts";
import type { BesideBatch, WorkflowBatchOutcome } from "./batch-of-workflow.ts";
import { missingTicks } from "./cron-timers.ts";
import { type Dispatcher, type DispatcherPorts, dispatcher, type SweptCommands } from "./dispatcher.ts";
import type { OutboxRow } from "./instance-set.ts";

/** What comes to a segment's instances beside the events of the log. */
export interface SegmentBeside extends BesideEvents {
  readonly claim: Claim;
  /** What the next batch is to handle. */
  take(): BesideBatch;
  /** What became of it. */
  ended(outcome: WorkflowBatchOutcome): void;
  /** It is not known what became of it: everything is looked for again. */
  lookAgain(): void;
  /** Something may be in the inbox. */
  arrived(): void;
  /** Nothing is begun any more but to write outcomes down. */
  close(): void;
  /** Whether there is more to do than was done, for a segment that has come so far. */
  left(at: Position): boolean;
  /** Sends commands, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

/** What holds in a sweep: there is one look at the log and at the clock, and only what was there then is its work. */
export interface SweptBeside extends SweptCommands {
  /** The log's end. */
  readonly upTo: Position;
  /** Timers that are due by then fire. */
  readonly now: Date;
  /** Timers of the clock's starts that are to be set in this segment. */
  readonly ticks: readonly TimerRow[];
}

export interface SegmentBesidePorts extends Pick<DispatcherPorts, "submit" | "slots"> {
  readonly claim: Claim;
  readonly table: WorkflowTable;
  readonly store: Pick<Store, "workflows" | "events">;
  readonly head: Pick<LogHead, "current">;
  readonly clock: Clock;
  readonly log: Log;
  /** Rows of each kind in a batch, at most. */
  readonly batchSize: number;
  readonly swept?: SweptBeside | undefined;
}

/** Commands without an outcome, in batches: beyond it nothing new is handled until some have theirs. */
const mostUnderWay = 4;
const preparePause = 200;
const never = Number.POSITIVE_INFINITY;

export function segmentBeside(ports: SegmentBesidePorts): SegmentBeside {
  return new Beside(ports);
}

/** A class, since it has a life of its own: it knows when something is due, and hears what arrives. */
class Beside implements SegmentBeside {
  readonly claim: Claim;
  private readonly ports: SegmentBesidePorts;
  private readonly dispatcher: Dispatcher;
  private readonly something: Bell = bell();
  private outcomes: readonly OutboxRow[] = [];
  private inbox: readonly InboxRow[] = [];
  private timers: readonly TimerRow[] = [];
  private ticks: readonly TimerRow[] = [];
  /** Whether the inbox has to be looked at. */
  private looking = true;
  /** Milliseconds since 1970: no timer is due before. */
  private nextDue = 0;
  /** What was stored before the segment was taken over; undefined while that is not known. */
  private floor: Position | undefined = undefined;
  /** Events up to here come before the timers that are due now. */
  private eventsFirst: Position | undefined = undefined;
  private closed = false;

  constructor(ports: SegmentBesidePorts) {
    this.ports = ports;
    this.claim = ports.claim;
    const { table, store, claim, swept } = ports;
    this.floor = swept?.upTo;
    this.ticks = swept?.ticks ?? [];
    const segment = { workflow: table.name, id: claim.id, mask: claim.mask };
    this.dispatcher = dispatcher({
      ...ports,
      segment,
      store: store.workflows,
      outcome: (outcome) => {
        this.outcomes = [...this.outcomes, outcome];
        this.something.ring();
      },
      rested: () => this.something.ring(),
    });
  }

  get room(): boolean {
    return !this.closed && this.dispatcher.size < this.ports.batchSize * mostUnderWay;
  }

  get waiting(): boolean {
    return !this.closed && this.dispatcher.busy;
  }

  ready(at: Position): boolean {
    if (this.outcomes.length > 0 || this.ticks.length > 0) return true;
    return this.room && (this.looking || this.timersDue(at));
  }

  async next(at: Position, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.ready(at)) await this.rest(signal);
  }

  async turned(at: Position, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.waiting && !this.ready(at)) await this.something.next(signal);
  }

  async gather(upTo: Position): Promise<boolean> {
    if (this.room && (this.looking || this.timersDue(upTo))) await this.look(upTo);
    return this.outcomes.length + this.inbox.length + this.timers.length + this.ticks.length > 0;
  }

  take(): BesideBatch {
    const { inbox, timers, ticks } = this;
    this.inbox = [];
    this.timers = [];
    return { outcomes: this.outcomes.slice(0, this.ports.batchSize), inbox, timers, set: ticks };
  }

  ended({ result, stop, handled, summary }: WorkflowBatchOutcome): void {
    if (result.kind !== "done" || stop !== undefined) this.lookAgain();
    if (summary === undefined) return;
    const done = new Set(handled);
    this.outcomes = this.outcomes.filter((one) => !done.has(one));
    this.dispatcher.settled(handled);
    this.dispatcher.add(summary.sent);
    this.ticks = [];
    for (const { dueAt } of summary.timers) this.nextDue = Math.min(this.nextDue, dueAt.getTime());
  }

  lookAgain(): void {
    this.looking = true;
    this.nextDue = 0;
    this.dispatcher.rescan();
    this.something.ring();
  }

  arrived(): void {
    this.looking = true;
    this.something.ring();
  }

  close(): void {
    this.closed = true;
  }

  left(at: Position): boolean {
    return this.outcomes.length > 0 || this.dispatcher.left || this.looking || this.timersDue(at);
  }

  async run(signal: AbortSignal): Promise<void> {
    const preparing = this.ports.swept === undefined ? [this.prepare(signal)] : [];
    await Promise.all([this.dispatcher.run(signal), ...preparing]);
  }

  private now(): number {
    return this.ports.swept?.now.getTime() ?? this.ports.clock.now();
  }

  /** Timers wait for the events that were stored before they were due, so that what came in time counts. */
  private timersDue(at: Position): boolean {
    const { head } = this.ports;
    const early = this.nextDue > this.now();
    if (early) this.eventsFirst = undefined;
    if (this.floor === undefined || early) return false;
    this.eventsFirst ??= laterOf(this.floor, head.current());
    return !isAfter(this.eventsFirst, at);
  }

  private async look(upTo: Position): Promise<void> {
    const { store, table, claim, batchSize: limit } = this.ports;
    this.looking = false;
    try {
      const now = new Date(this.now());
      const segment = { workflow: table.name, id: claim.id, mask: claim.mask };
      const { inbox, timers, nextDue } = await store.workflows.waiting(segment, { now, limit });
      if (inbox.length >= limit) this.looking = true;
      this.inbox = inbox;
      this.nextDue = timers[0]?.dueAt.getTime() ?? nextDue?.getTime() ?? never;
      this.timers = this.timersDue(upTo) ? timers : [];
      if (this.timers.length === 0) return;
      this.nextDue = timers.length >= limit ? now.getTime() : (nextDue?.getTime() ?? never);
      this.eventsFirst = undefined;
    } catch (error) {
      this.looking = true;
      throw error;
    }
  }

  private async rest(signal: AbortSignal): Promise<void> {
    const { clock } = this.ports;
    const ms = this.nextDue - clock.now();
    // What is due already waits for events, and those are heard of elsewhere.
    if (ms === never || ms <= 0) return this.something.next(signal);
    return sleepUnlessRung(this.something, { clock, ms, signal });
  }

  private async prepare(signal: AbortSignal): Promise<void> {
    const { store, table, claim, clock, log } = this.ports;
    while (!signal.aborted) {
      try {
        const now = new Date(clock.now());
        this.ticks = await missingTicks(table, { claim, store: store.workflows, now });
        this.floor = await store.events.safeHead();
        this.something.ring();
        return;
      } catch (error) {
        log("warn", "Cannot look at the clock's starts of a workflow; looking again", {
          workflow: table.name,
          cause: messageOf(error),
        });
        await clock.sleep(preparePause, signal);
      }
    }
  }
}
