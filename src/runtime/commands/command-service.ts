import { andThen } from "../../base/maybe-promise.ts";
import type { Clock, Ids } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { Tables } from "../../model/tables.ts";
import type { Deadline, Deadlines } from "../deadline.ts";
import type { CommandSubmission } from "../engine.ts";
import { acceptCommand, acceptDispatched } from "./accept-command.ts";
import { laneKey } from "./batched/lane.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import type { CommandExecutor, Execution } from "./executor.ts";
import { intercepted } from "./intercept-handling.ts";
import { type Sequencer, sequencer } from "./sequencer.ts";

export interface CommandService {
  submit(submission: CommandSubmission): Promise<CommandResult>;
  /** The same for one that has passed its dispatch interceptors already. */
  resume(submission: CommandSubmission): Promise<CommandResult>;
}

export interface CommandServicePorts {
  readonly tables: Tables;
  readonly executor: CommandExecutor;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly maxWaiting: number;
}

/** Milliseconds that a caller waits who says nothing else. */
export const defaultTimeoutMs = 30_000;

/** Validate, route, sequence, then execute: the order of every command. */
export function commandService(ports: CommandServicePorts): CommandService {
  const { deadlines, maxWaiting } = ports;
  const executor = intercepted(ports.executor);
  const queues = sequencer({ maxWaiting });
  const through =
    (accept: typeof acceptCommand) =>
    (submission: CommandSubmission): Promise<CommandResult> =>
      new Promise((resolve, reject) => {
        const { command, signal, timeoutMs = defaultTimeoutMs } = submission;
        const deadline = deadlines.start({ timeoutMs, task: () => `handle command "${command}"`, signal });
        const { settle, fail } = endingWith(deadline, { settle: resolve, fail: reject });
        const start = (envelope: CommandEnvelope): void =>
          takeTurn(
            { envelope, deadline, settle, fail, departed: noListener, history: undefined },
            { queues, executor },
          );
        try {
          const accepted = andThen(accept(submission, ports), start);
          if (accepted instanceof Promise) {
            // Whoever asks others first may be asking for ever.
            const leave = deadline.whenOver(fail);
            accepted.catch(fail).finally(leave);
          }
        } catch (error) {
          fail(error);
        }
      });
  return { submit: through(acceptCommand), resume: through(acceptDispatched) };
}

type Outcome = Pick<Execution, "settle" | "fail">;

/** The first outcome counts, and ends the deadline. */
function endingWith(deadline: Deadline, { settle, fail }: Outcome): Outcome {
  let ended = false;
  const first = (): boolean => {
    if (ended) return false;
    ended = true;
    deadline.end();
    return true;
  };
  return {
    settle: (result: CommandResult) => {
      if (first()) settle(result);
    },
    fail: (error) => {
      if (first()) fail(error);
    },
  };
}

interface Way {
  readonly queues: Sequencer;
  readonly executor: CommandExecutor;
}

/** The turn ends when the outcome is there, and so after the command's transaction. */
function takeTurn(execution: Execution, { queues, executor }: Way): void {
  const { envelope, deadline, fail } = execution;
  const { sequence } = envelope;
  if (deadline.over !== undefined) fail(deadline.over);
  else if (sequence === undefined) executor.execute(execution);
  else queueTurn(sequence, { execution, queues, executor });
}

interface Queueing extends Way {
  readonly execution: Execution;
}

function queueTurn(sequence: string, { execution, queues, executor }: Queueing): void {
  const { envelope, deadline, settle, fail } = execution;
  let boarding = true;
  const departed = (): void => {
    if (!boarding) return;
    boarding = false;
    queues.depart(sequence);
  };
  const release = (): void => {
    departed();
    queues.release(sequence);
  };
  queues.enter(sequence, {
    deadline,
    convoy: executor.convoys ? laneKey(envelope) : undefined,
    start: () =>
      executor.execute({
        envelope,
        deadline,
        settle: (result) => {
          release();
          settle(result);
        },
        fail: (error) => {
          release();
          fail(error);
        },
        departed,
        history: undefined,
      }),
    refuse: fail,
  });
}

function noListener(): void {}
