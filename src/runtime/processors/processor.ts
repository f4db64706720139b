import { isMyelinError, messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import { isAfter, type Position, startOfLog } from "../../model/position.ts";
import type { ProjectionTable, Tables } from "../../model/tables.ts";
import type { SegmentRef } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { bell } from "../bell.ts";
import type { ProcessorStatus } from "../engine.ts";
import type { LogHead } from "../log-head.ts";
import { passing } from "./handler-failure.ts";
import { type BatchOutcome, runBatch } from "./run-batch.ts";

/** Moves one projection along the log. */
export interface Processor {
  status(): ProcessorStatus;
  /** Resolves with true once everything up to `position` is projected, with false when the signal aborts first. */
  reached(position: Position, signal: AbortSignal): Promise<boolean>;
  /** Runs until the signal aborts; the batch under way is finished first. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ProcessorPorts {
  readonly projection: ProjectionTable;
  readonly aggregates: Tables["aggregates"];
  readonly store: Store;
  readonly head: LogHead;
  readonly clock: Clock;
  readonly log: Log;
  /** Events a batch, at most. */
  readonly batchSize: number;
}

const firstBackOff = 1_000;
const longestBackOff = 60_000;
const awayBackOff = 100;
const busyPause = 50;

export function processor(ports: ProcessorPorts): Processor {
  const { projection, aggregates, store, head, clock, log, batchSize } = ports;
  const segment: SegmentRef = { processor: projection.name, id: 0, mask: 0 };
  const moved = bell();
  let position = startOfLog;
  let failures = 0;
  let status: Pick<ProcessorStatus, "state" | "lastError"> = { state: "stopped", lastError: null };

  const stand = (at: Position): void => {
    position = at;
    moved.ring();
  };

  const succeed = async (outcome: BatchOutcome, signal: AbortSignal): Promise<void> => {
    failures = 0;
    status = { state: "running", lastError: null };
    if (outcome.kind === "busy") await clock.sleep(busyPause, signal);
    else stand(outcome.position);
  };

  const fail = async (error: unknown, signal: AbortSignal): Promise<void> => {
    failures++;
    status = { state: "failing", lastError: messageOf(error) };
    const pauseMs = backOff(error, failures);
    logFailure(log, { error, failures, facts: { projection: projection.name, position, pauseMs } });
    await clock.sleep(pauseMs, signal);
  };

  const step = async (signal: AbortSignal): Promise<void> => {
    try {
      await head.after(position, signal);
      if (signal.aborted) return;
      const outcome = await runBatch({
        projection,
        aggregates,
        store,
        segment,
        batchSize,
        from: position,
        head: head.current(),
      });
      await succeed(outcome, signal);
    } catch (error) {
      await fail(error, signal);
    }
  };

  return {
    status: () => ({ processor: projection.name, position, ...status }),
    reached: async (target, signal) => {
      while (isAfter(target, position) && !signal.aborted) await moved.next(signal);
      return !isAfter(target, position);
    },
    run: async (signal) => {
      status = { state: "running", lastError: null };
      while (!signal.aborted) await step(signal);
      status = { ...status, state: "stopped" };
    },
  };
}

/** Milliseconds: a lost database is asked again soon; a failing handler 1 s later, doubling up to 60 s. */
function backOff(error: unknown, failures: number): number {
  const away = isMyelinError(error) && passing.has(error.code);
  const doubled = (away ? awayBackOff : firstBackOff) * 2 ** Math.min(failures - 1, 10);
  return Math.min(away ? firstBackOff : longestBackOff, doubled);
}

interface Failure {
  readonly error: unknown;
  /** In a row. */
  readonly failures: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The first failure in full, so that the cause is in the log once and not a thousand times. */
function logFailure(log: Log, { error, failures, facts }: Failure): void {
  if (failures === 1) log("error", messageOf(error), { ...facts, ...details(error) });
  else log("warn", `Projection "${facts.projection}" failed again`, { ...facts, failures });
}

function details(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return {};
  const facts = isMyelinError(error) ? error.details : {};
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : undefined;
  return cause === undefined ? facts : { ...facts, cause };
}
