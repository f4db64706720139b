import { isMyelinError } from "../../base/error.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { CommandGate } from "../command-gate.ts";
import type { Deadline, Deadlines } from "../deadline.ts";
import type { CommandSubmission } from "../engine.ts";
import type { CommandRouter } from "../membership/command-router.ts";
import type { ForwardedCommand } from "../membership/node-connector.ts";
import type { CommandMetrics } from "../telemetry/command-metrics.ts";
import { carrying, dispatchSpan, spannedCaller } from "../telemetry/dispatch-span.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { type AcceptPorts, acceptCommand, acceptDispatched } from "./accept-command.ts";
import { beforeDeadline } from "./before-deadline.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import { type Caller, CommandRun, type CommandWay } from "./command-run.ts";
import type { CommandExecutor } from "./executor.ts";
import { intercepted } from "./intercept-handling.ts";
import { type Sequencer, sequencer } from "./sequencer.ts";

export interface CommandService {
  /** Takes a place among the commands under way until it has ended. */
  submit(submission: CommandSubmission): Promise<CommandResult>;
  /** One that has its place already and has passed its dispatch interceptors. */
  resume(submission: CommandSubmission): Promise<CommandResult>;
  /** One that another node has sent: it takes a place, and goes no further. */
  take(command: ForwardedCommand, signal?: AbortSignal): Promise<CommandResult>;
}

export interface CommandServicePorts extends AcceptPorts {
  readonly executor: CommandExecutor;
  readonly deadlines: Deadlines;
  readonly maxWaiting: number;
  /** Where commands of one sequence wait; default: one of its own. */
  readonly queues?: Sequencer;
  readonly gate: CommandGate;
  /** Hears that events were stored. */
  readonly stored: () => void;
  /** Hears how many milliseconds a command took that was handled here. */
  readonly took: (ms: number) => void;
  /** Takes commands to their home nodes; absent: all are handled here. */
  readonly router?: CommandRouter | undefined;
  readonly telemetry?: Telemetry | undefined;
  readonly counting?: CommandMetrics | undefined;
}

/** Milliseconds that a caller waits who says nothing else. */
export const defaultTimeoutMs = 30_000;

interface EntranceContext {
  readonly accept: typeof acceptCommand;
  readonly way: CommandWay;
  readonly ports: CommandServicePorts;
  readonly router: CommandRouter | undefined;
}

/** Validate, route, to another node, sequence, then execute: the order of every command. */
export function commandService(ports: CommandServicePorts): CommandService {
  const { gate, stored, took, router, counting, queues = sequencer(ports) } = ports;
  const executor = intercepted(ports.executor);
  const entrance = (accept: typeof acceptCommand, left: () => void): EntranceContext => ({
    accept,
    way: {
      queues,
      executor,
      stored,
      counting,
      ended: (ms) => {
        left();
        if (ms !== undefined) took(ms);
      },
    },
    ports,
    router,
  });
  const front = entrance(acceptCommand, gate.leave);
  const back = entrance(acceptDispatched, () => {});
  return {
    submit: (submission) =>
      new Promise((resolve, reject) => {
        const closed = gate.enter();
        if (closed !== undefined) reject(counted(closed, { submission, way: front.way }));
        else handle(submission, { resolve, reject }, front);
      }),
    resume: (submission) => new Promise((resolve, reject) => handle(submission, { resolve, reject }, back)),
    take: (command, signal) =>
      new Promise((resolve, reject) => {
        const closed = gate.enter();
        if (closed !== undefined) reject(counted(closed, { submission: command.submission, way: front.way }));
        else {
          const taken = { accept: acceptForwarded(command), way: front.way, ports, router: undefined };
          handle(Object.assign(signal === undefined ? {} : { signal }, command.submission), { resolve, reject }, taken);
        }
      }),
  };
}

/** Refused before it was accepted. */
function counted<Refusal>(error: Refusal, { submission, way }: Pick<Entering, "submission" | "way">): Refusal {
  way.counting?.failed(submission.command, { error });
  return error;
}

function handle(submission: CommandSubmission, caller: Caller, entrance: EntranceContext): void {
  const { telemetry, tables } = entrance.ports;
  if (telemetry?.tracing !== true) enter(submission, caller, entrance);
  else {
    const span = dispatchSpan(submission, { telemetry, known: submission.command in tables.commands });
    enter(carrying(submission, span), spannedCaller(caller, span), entrance);
  }
}

function enter(submission: CommandSubmission, caller: Caller, { accept, way, ports, router }: EntranceContext): void {
  const { command, signal, timeoutMs = defaultTimeoutMs } = submission;
  const deadline = ports.deadlines.start({ timeoutMs, act: "handle command", subject: command, signal });
  try {
    const accepted = accept(submission, ports);
    if (accepted instanceof Promise) void whenAccepted(accepted, { submission, deadline, caller, way, router });
    else {
      const run = new CommandRun(accepted, deadline, { caller, way });
      if (router === undefined || !router.takes(run, submission)) run.begin();
    }
  } catch (error) {
    refuse(error, { submission, deadline, caller, way, router });
  }
}

interface Entering extends Pick<EntranceContext, "way" | "router"> {
  readonly submission: CommandSubmission;
  readonly deadline: Deadline;
  readonly caller: Caller;
}

/** Whoever asks others first may be asking for ever: the deadline ends that, too. Never rejects. */
async function whenAccepted(accepted: Promise<CommandEnvelope>, entering: Entering): Promise<void> {
  const { submission, deadline, caller, way, router } = entering;
  try {
    const envelope = await beforeDeadline(deadline, accepted);
    const run = new CommandRun(envelope, deadline, { caller, way });
    if (router === undefined || !router.takes(run, submission)) run.begin();
  } catch (error) {
    refuse(error, entering);
  }
}

/** What this node does not know another may, as while a new version is rolled out. */
function refuse(error: unknown, { submission, deadline, caller, way, router }: Entering): void {
  const unknown = router !== undefined && isMyelinError(error) && error.code === "unknown_command";
  if (unknown && router.takesStray(submission, { deadline, caller: ending(caller, { deadline, way }), refused: error }))
    return;
  deadline.end();
  way.ended();
  caller.reject(counted(error, { submission, way }));
}

/** Also ends what the command holds here. */
function ending({ resolve, reject }: Caller, { deadline, way }: Pick<Entering, "deadline" | "way">): Caller {
  const end = (): void => {
    deadline.end();
    way.ended();
  };
  return {
    resolve: (result) => {
      end();
      resolve(result);
    },
    reject: (error) => {
      end();
      reject(error);
    },
  };
}

/** Its id was given where it was submitted, and is its key, too, where any would do. */
function acceptForwarded({ commandId, dispatched }: ForwardedCommand): typeof acceptCommand {
  const accept = dispatched ? acceptDispatched : acceptCommand;
  const ids = { next: () => commandId };
  return (submission, { tables, clock, origin }) =>
    accept(submission, origin === undefined ? { tables, clock, ids } : { tables, clock, ids, origin });
}
