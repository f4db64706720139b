import type { StreamRef } from "../../../model/message.ts";
import type { AttemptFailure } from "../../../model/retry-node.ts";
import type { AggregateTable } from "../../../model/tables.ts";
import type { CommandEnvelope } from "../command-envelope.ts";
import type { Execution } from "../executor.ts";
import type { CachedStream } from "../stream-cache.ts";

/** A command in its stream's lane. */
export interface Job extends Execution {
  /** Attempts that failed in a way that passes, so far. */
  readonly failures: readonly AttemptFailure[];
  /** Stops listening for the end of the deadline. */
  readonly leave: () => void;
}

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

/** Puts a command at the end of its lane. While it waits there, the end of its deadline takes it out again. */
export function joinLane(lane: Lane, execution: Execution): void {
  lane.waiting.push(waitingJob(lane, { execution, failures: [] }));
}

/** Puts commands that are to be decided again back to the front, in their order. */
export function rejoinLane(lane: Lane, jobs: readonly Job[]): void {
  lane.waiting.unshift(...jobs.map((job) => waitingJob(lane, { execution: job, failures: job.failures })));
}

interface Joining {
  readonly execution: Execution;
  readonly failures: readonly AttemptFailure[];
}

function waitingJob(lane: Lane, { execution, failures }: Joining): Job {
  const { envelope, deadline, settle, fail, departed, history } = execution;
  const giveUp = (error: unknown): void => {
    const at = lane.waiting.indexOf(job);
    if (at >= 0) lane.waiting.splice(at, 1);
    fail(error);
  };
  // A deadline that is over already is seen when the job's turn comes.
  const leave = deadline.over === undefined ? deadline.whenOver(giveUp) : noListener;
  const job: Job = { envelope, deadline, settle, fail, departed, history, failures, leave };
  return job;
}

function noListener(): void {}
