import type { CommandResult } from "../../model/command-result.ts";
import type { Deadline } from "../deadline.ts";
import type { CommandMetrics } from "../telemetry/command-metrics.ts";
import type { AttemptHistory } from "./attempt-command.ts";
import { laneKey } from "./batched/lane.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import type { CommandExecutor, Execution } from "./executor.ts";
import type { Sequencer, Turn } from "./sequencer.ts";

/** What a command passes through, the same for all of an engine's commands. */
export interface CommandWay {
  readonly queues: Sequencer;
  readonly executor: CommandExecutor;
  /** Hears that events were stored, before the caller does. */
  readonly stored: () => void;
  /** Hears of each command's end, and how many milliseconds it took; without them it was refused at the entrance. */
  readonly ended: (ms?: number) => void;
  /** Undefined where nothing is counted. */
  readonly counting: CommandMetrics | undefined;
}

/** Where an outcome goes. */
export interface Caller {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: unknown) => void;
}

export interface RunContext {
  readonly caller: Caller;
  readonly way: CommandWay;
}

/**
 * One accepted command on its way: its turn in its sequence, then its execution. A class, and one object for all of it: there are
 * thousands at once, and each lives as long as its statement takes, so what it is made of is what the collector has to move.
 */
export class CommandRun implements Execution, Turn {
  readonly envelope: CommandEnvelope;
  readonly deadline: Deadline;
  history: AttemptHistory | undefined = undefined;
  private readonly caller: Caller;
  private readonly way: CommandWay;
  private state: "waiting" | "boarding" | "departed" | "ended" = "waiting";
  /** By the machine's own clock: nothing but a measurement. */
  private readonly begun = performance.now();
  private tookMs = 0;

  constructor(envelope: CommandEnvelope, deadline: Deadline, { caller, way }: RunContext) {
    this.envelope = envelope;
    this.deadline = deadline;
    this.caller = caller;
    this.way = way;
  }

  /** Commands of one stream may follow each other without waiting where the executor keeps their order. */
  get convoy(): string | undefined {
    return this.way.executor.convoys ? laneKey(this.envelope) : undefined;
  }

  /** To be called once. */
  begin(): void {
    const { sequence } = this.envelope;
    if (this.deadline.over !== undefined) this.fail(this.deadline.over);
    else if (sequence === undefined) this.start();
    else this.way.queues.enter(sequence, this);
  }

  /** In place of `begin`, for one that another node may have handled, or may be at. */
  beginAgain(): void {
    this.history = { firstVersion: 0, uncertain: true };
    this.begin();
  }

  /** In place of `begin`: another node has handled it. */
  answer(result: CommandResult): void {
    if (this.end()) this.caller.resolve(result);
  }

  start(): void {
    this.state = "boarding";
    this.way.executor.execute(this);
  }

  refuse(error: unknown): void {
    this.fail(error);
  }

  departed(): void {
    if (this.state !== "boarding") return;
    this.state = "departed";
    if (this.envelope.sequence !== undefined) this.way.queues.depart(this.envelope.sequence);
  }

  settle(result: CommandResult): void {
    if (!this.end()) return;
    if (result.ok && result.events.length > 0) this.way.stored();
    if (result.ok) this.way.counting?.done(this.envelope.table.name, this.tookMs);
    else this.way.counting?.rejected(this.envelope.table.name, this.tookMs);
    this.caller.resolve(result);
  }

  fail(error: unknown): void {
    if (!this.end()) return;
    this.way.counting?.failed(this.envelope.table.name, { error, ms: this.tookMs });
    this.caller.reject(error);
  }

  /** The first outcome counts. The turn ends with it, and so after the command's transaction. */
  private end(): boolean {
    if (this.state === "ended") return false;
    this.departed();
    const started = this.state === "departed";
    this.state = "ended";
    this.deadline.end();
    if (started && this.envelope.sequence !== undefined) this.way.queues.release(this.envelope.sequence);
    this.tookMs = performance.now() - this.begun;
    this.way.ended(this.tookMs);
    return true;
  }
}
