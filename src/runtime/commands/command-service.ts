import type { CommandResult } from "../../model/command-result.ts";
import type { CommandGate } from "../command-gate.ts";
import type { Deadline, Deadlines } from "../deadline.ts";
import type { CommandSubmission } from "../engine.ts";
import { type AcceptPorts, acceptCommand, acceptDispatched } from "./accept-command.ts";
import { beforeDeadline } from "./before-deadline.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import { type Caller, CommandRun, type CommandWay } from "./command-run.ts";
import type { CommandExecutor } from "./executor.ts";
import { intercepted } from "./intercept-handling.ts";
import { sequencer } from "./sequencer.ts";

export interface CommandService {
  /** Takes a place among the commands under way until it has ended. */
  submit(submission: CommandSubmission): Promise<CommandResult>;
  /** One that has its place already and has passed its dispatch interceptors. */
  resume(submission: CommandSubmission): Promise<CommandResult>;
}

export interface CommandServicePorts extends AcceptPorts {
  readonly executor: CommandExecutor;
  readonly deadlines: Deadlines;
  readonly maxWaiting: number;
  readonly gate: CommandGate;
  /** Hears that events were stored. */
  readonly stored: () => void;
}

/** Milliseconds that a caller waits who says nothing else. */
export const defaultTimeoutMs = 30_000;

interface Entrance {
  readonly accept: typeof acceptCommand;
  readonly way: CommandWay;
  readonly ports: CommandServicePorts;
}

/** Validate, route, sequence, then execute: the order of every command. */
export function commandService(ports: CommandServicePorts): CommandService {
  const { gate, stored, maxWaiting } = ports;
  const executor = intercepted(ports.executor);
  const queues = sequencer({ maxWaiting });
  const entrance = (accept: typeof acceptCommand, ended: () => void): Entrance => ({
    accept,
    way: { queues, executor, stored, ended },
    ports,
  });
  const front = entrance(acceptCommand, gate.leave);
  const back = entrance(acceptDispatched, () => {});
  return {
    submit: (submission) =>
      new Promise((resolve, reject) => {
        const closed = gate.enter();
        if (closed !== undefined) reject(closed);
        else handle(submission, { resolve, reject }, front);
      }),
    resume: (submission) => new Promise((resolve, reject) => handle(submission, { resolve, reject }, back)),
  };
}

function handle(submission: CommandSubmission, caller: Caller, { accept, way, ports }: Entrance): void {
  const { command, signal, timeoutMs = defaultTimeoutMs } = submission;
  const deadline = ports.deadlines.start({ timeoutMs, act: "handle command", subject: command, signal });
  try {
    const accepted = accept(submission, ports);
    if (accepted instanceof Promise) void whenAccepted(accepted, { deadline, caller, way });
    else new CommandRun(accepted, deadline, { caller, way }).begin();
  } catch (error) {
    refuse(error, { deadline, caller, way });
  }
}

interface Refusing {
  readonly deadline: Deadline;
  readonly caller: Caller;
  readonly way: CommandWay;
}

/** Whoever asks others first may be asking for ever: the deadline ends that, too. Never rejects. */
async function whenAccepted(accepted: Promise<CommandEnvelope>, { deadline, caller, way }: Refusing): Promise<void> {
  try {
    const envelope = await beforeDeadline(deadline, accepted);
    new CommandRun(envelope, deadline, { caller, way }).begin();
  } catch (error) {
    refuse(error, { deadline, caller, way });
  }
}

function refuse(error: unknown, { deadline, caller, way }: Refusing): void {
  deadline.end();
  way.ended();
  caller.reject(error);
}
