import { andThen } from "../../base/maybe-promise.ts";
import type { Clock, Ids } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { Tables } from "../../model/tables.ts";
import type { Deadline, Deadlines } from "../deadline.ts";
import type { CommandSubmission } from "../engine.ts";
import { acceptCommand } from "./accept-command.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import type { CommandExecutor, Execution } from "./executor.ts";
import { type Sequencer, sequencer } from "./sequencer.ts";

export interface CommandService {
  submit(submission: CommandSubmission): Promise<CommandResult>;
}

export interface CommandServicePorts {
  readonly tables: Tables;
  readonly executor: CommandExecutor;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly maxWaiting: number;
}

const defaultTimeoutMs = 30_000;

/** Validate, route, sequence, then execute: the order of every command. */
export function commandService(ports: CommandServicePorts): CommandService {
  const { executor, deadlines, maxWaiting } = ports;
  const queues = sequencer({ maxWaiting });
  return {
    submit: (submission) =>
      new Promise((resolve, reject) => {
        const { command, signal, timeoutMs = defaultTimeoutMs } = submission;
        const deadline = deadlines.start({ timeoutMs, task: () => `handle command "${command}"`, signal });
        const outcome = endingWith(deadline, { settle: resolve, fail: reject });
        const start = (envelope: CommandEnvelope): void =>
          takeTurn({ envelope, deadline, ...outcome }, { queues, executor });
        try {
          const accepted = andThen(acceptCommand(submission, ports), start);
          if (accepted instanceof Promise) accepted.catch(outcome.fail);
        } catch (error) {
          outcome.fail(error);
        }
      }),
  };
}

type Outcome = Pick<Execution, "settle" | "fail">;

function endingWith(deadline: Deadline, { settle, fail }: Outcome): Outcome {
  return {
    settle: (result: CommandResult) => {
      deadline.end();
      settle(result);
    },
    fail: (error) => {
      deadline.end();
      fail(error);
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
  const { stream } = envelope;
  const released: Outcome = {
    settle: (result) => {
      queues.release(sequence);
      settle(result);
    },
    fail: (error) => {
      queues.release(sequence);
      fail(error);
    },
  };
  queues.enter(sequence, {
    deadline,
    convoy: executor.convoys ? `${stream.type}/${stream.id}` : undefined,
    start: () => executor.execute({ envelope, deadline, ...released }),
    refuse: fail,
  });
}
