import type { MyelinError } from "../../../base/error.ts";
import type { CommandResult } from "../../../model/command-result.ts";
import type { StreamRef } from "../../../model/message.ts";
import type { AttemptFailure } from "../../../model/retry-node.ts";
import type { AggregateTable } from "../../../model/tables.ts";
import type { Deadline, DeadlineListener } from "../../deadline.ts";
import type { AttemptHistory } from "../attempt-command.ts";
import type { CommandEnvelope } from "../command-envelope.ts";
import type { Execution } from "../executor.ts";
import type { CachedStream } from "../stream-cache.ts";

/** The commands of one stream, in order of arrival. At most one chain of them is under way. */
export interface Lane {
  readonly key: string;
  readonly stream: StreamRef;
  readonly aggregate: AggregateTable;
  readonly waiting: Job[];
  /** Whether a sequence of it is held on all nodes: its chains have transactions of their own, and it is not kept in memory. */
  readonly scope: "node" | "cluster";
  busy: boolean;
  /** What the next chain is decided on, from the cache or just loaded; held here, so that a full cache cannot take it away. */
  base: CachedStream | undefined;
  /** Where `base` comes from. Nobody has lost a race who was decided on what was in memory, or only guessed: that the stream is new. */
  source: "load" | "cache" | "guess";
  /** Not once it was wrong. */
  mayGuess: boolean;
  /** Milliseconds that loading `base` took; 0 from the cache. */
  loadMs: number;
}

export function laneKey(envelope: CommandEnvelope): string {
  const { type, id } = envelope.stream;
  return scopeOf(envelope) === "cluster" ? `cluster ${type}/${id}` : `${type}/${id}`;
}

/** How far its sequence reaches; a command without a key has none. */
export function scopeOf({ table, sequence }: CommandEnvelope): Lane["scope"] {
  return sequence === undefined ? "node" : table.scope;
}

interface Joining {
  readonly lane: Lane;
  readonly failures: readonly AttemptFailure[];
}

/** A command in its stream's lane. While it waits there, the end of its deadline takes it out. */
export class Job implements DeadlineListener {
  readonly envelope: CommandEnvelope;
  readonly deadline: Deadline;
  readonly history: AttemptHistory | undefined;
  /** Attempts that failed in a way that passes, so far. */
  readonly failures: readonly AttemptFailure[];
  private readonly execution: Execution;
  private readonly lane: Lane;

  constructor(execution: Execution, { lane, failures }: Joining) {
    this.envelope = execution.envelope;
    this.deadline = execution.deadline;
    this.history = execution.history;
    this.execution = execution;
    this.lane = lane;
    this.failures = failures;
    // A deadline that is over already is seen when the job's turn comes.
    if (this.deadline.over === undefined) this.deadline.listen(this);
  }

  settle(result: CommandResult): void {
    this.execution.settle(result);
  }

  fail(error: unknown): void {
    this.execution.fail(error);
  }

  deadlineOver(error: MyelinError): void {
    const { waiting } = this.lane;
    const at = waiting.indexOf(this);
    if (at >= 0) waiting.splice(at, 1);
    this.fail(error);
  }

  /** Stops listening for the end of the deadline. */
  leave(): void {
    this.deadline.unlisten(this);
  }

  /** The same command, to wait once more. */
  again(failures: readonly AttemptFailure[]): Job {
    return new Job(this.execution, { lane: this.lane, failures });
  }
}

const none: readonly AttemptFailure[] = [];

/** Puts a command at the end of its lane. */
export function joinLane(lane: Lane, execution: Execution): void {
  lane.waiting.push(new Job(execution, { lane, failures: none }));
}
