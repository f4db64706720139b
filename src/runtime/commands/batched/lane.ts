import type { StreamRef } from "../../../model/message.ts";
import type { AggregateTable } from "../../../model/tables.ts";
import type { Execution } from "../executor.ts";
import type { CachedStream } from "../stream-cache.ts";

/** A command in its stream's lane. */
export interface Job extends Execution {
  /** Races lost to other writers so far. */
  readonly conflicts: number;
  /** Stops listening for the end of the deadline. */
  readonly leave: () => void;
}

/** The commands of one stream, in order of arrival. At most one chain of them is under way. */
export interface Lane {
  readonly key: string;
  readonly stream: StreamRef;
  readonly aggregate: AggregateTable;
  readonly waiting: Job[];
  busy: boolean;
  /** What the next chain is decided on, from the cache or just loaded; held here, so that a full cache cannot take it away. */
  base: CachedStream | undefined;
}

export function laneKey({ type, id }: StreamRef): string {
  return `${type}/${id}`;
}

/** Puts a command at the end of its lane. While it waits there, the end of its deadline takes it out again. */
export function joinLane(lane: Lane, execution: Execution): void {
  lane.waiting.push(waitingJob(lane, { execution, conflicts: 0 }));
}

/** Puts commands that lost a race back to the front, in their order. */
export function rejoinLane(lane: Lane, jobs: readonly Job[]): void {
  lane.waiting.unshift(...jobs.map((job) => waitingJob(lane, { execution: job, conflicts: job.conflicts + 1 })));
}

function waitingJob(lane: Lane, { execution, conflicts }: { execution: Execution; conflicts: number }): Job {
  const { envelope, deadline, settle, fail } = execution;
  const giveUp = (error: unknown): void => {
    const at = lane.waiting.indexOf(job);
    if (at >= 0) lane.waiting.splice(at, 1);
    fail(error);
  };
  // A deadline that is over already is seen when the job's turn comes.
  const leave = deadline.over === undefined ? deadline.whenOver(giveUp) : noListener;
  const job: Job = { envelope, deadline, settle, fail, conflicts, leave };
  return job;
}

function noListener(): void {}
