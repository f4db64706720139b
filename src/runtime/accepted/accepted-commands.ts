import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import type { Log } from "../../base/ports.ts";
import type { AcceptedCommand, CommandFailure, CommandLog } from "../../store/command-log.ts";
import { type CommandGate, insideGate } from "../command-gate.ts";
import { type AcceptPorts, scopedId } from "../commands/accept-command.ts";
import { keptResult } from "../commands/command-results.ts";
import { defaultTimeoutMs } from "../commands/command-service.ts";
import type { CommandAcceptance, CommandState, CommandSubmission, Engine } from "../engine.ts";
import type { Swept } from "../sweep/sweeper.ts";
import { type CommandFacts, commandFacts } from "../telemetry/command-facts.ts";
import { acceptSpan, carrying } from "../telemetry/dispatch-span.ts";
import { withinSpan } from "../telemetry/observed-batch.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { type Accepting, acceptLater, leaseOf } from "./accept-later.ts";
import { fromStored } from "./stored-submission.ts";

/** Commands that are committed first and handled then, by whichever node holds their lease. */
export interface AcceptedCommands {
  accept(submission: CommandSubmission): Promise<CommandAcceptance>;
  state(command: { readonly id: string; readonly scope?: string }): Promise<CommandState>;
  /** Takes over some of what other nodes left, and waits until these and those that were accepted here are handled, or the signal aborts. */
  sweep(signal: AbortSignal): Promise<Swept>;
  /** Takes over what other nodes left, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface AcceptedPorts extends AcceptPorts {
  readonly accepted: CommandLog;
  readonly gate: CommandGate;
  readonly log: Log;
  readonly telemetry?: Telemetry | undefined;
  /** Handles a command that has passed its dispatch interceptors. */
  readonly handle: Engine["submit"];
}

/** Milliseconds between looks for commands that nobody handles. */
const pollMs = 1_000;
const maxTaken = 32;
/** A sweep takes no more than it can well handle before it ends. */
const maxSwept = 8;
/** A command that was taken up so often and never came to an end ends the nodes that take it. */
const maxAttempts = 10;
/** What is nobody's fault: the lease runs out, and the command is taken up again. */
const passing: ReadonlySet<string> = new Set([
  "unavailable",
  "outcome_unknown",
  "overloaded",
  "contention",
  "in_progress",
  // Taken up by a node with older code than the one that accepted it.
  "unknown_command",
]);

export function acceptedCommands(ports: AcceptedPorts): AcceptedCommands {
  const { accepted, gate, clock, log } = ports;
  const accepting = new Set<Promise<void>>();
  const takeOver = async (most: number): Promise<readonly Promise<void>[]> => {
    // Each lease counts as an attempt, so none is taken that could not be worked on.
    const limit = Math.min(most, gate.room);
    if (limit === 0) return [];
    const taken = await accepted.take({ limit, leaseMs: leaseOf({}) });
    // One that the gate refuses after all is taken up again when its lease has ended.
    return taken.map((command) => insideGate(gate, () => work(command, { ports })).catch(() => {}));
  };
  return {
    accept: (submission) =>
      new Promise((resolve, reject) => {
        // The place among the commands under way is kept until it is handled; the caller is answered before.
        const accept = async (): Promise<void> => {
          const { acceptance, work: own } = await observedAcceptance(submission, ports);
          resolve(acceptance);
          if (own === undefined) return;
          const working = work(own.command, { ports, submission: lasting(own.submission) });
          accepting.add(working);
          await working.finally(() => accepting.delete(working));
        };
        insideGate(gate, accept).catch(reject);
      }),
    state: async ({ id, scope }) => {
      const found = await accepted.find(scopedId(id, scope ?? ""));
      if (found === undefined) throw unknownId(id);
      if (found.status === "pending") return { status: "pending", commandId: id };
      if (found.status === "failed") return { status: "failed", commandId: id, failure: found.failure };
      return { status: "settled", result: keptResult(found.recorded, { commandId: id, duplicate: false }) };
    },
    sweep: async (signal) => {
      const own = [...accepting];
      const taken = await takeOver(maxSwept);
      await beforeAbort(Promise.all([...own, ...taken]), signal);
      const { length: commands } = taken;
      return { commands, left: commands === maxSwept, moved: commands + own.length > 0 };
    },
    run: async (signal) => {
      while (!signal.aborted) {
        // Nobody waits for them here.
        await takeOver(maxTaken).catch((error: unknown) =>
          log("warn", "Cannot look for accepted commands; looking again", { cause: messageOf(error) }),
        );
        await clock.sleep(pollMs, signal);
      }
    },
  };
}

/** What is kept of it names the span that accepted it, so that whoever handles it continues its trace. */
async function observedAcceptance(submission: CommandSubmission, ports: AcceptedPorts): Promise<Accepting> {
  const { telemetry, tables } = ports;
  if (telemetry?.tracing !== true) return acceptLater(submission, ports);
  const span = acceptSpan(submission, { telemetry, known: submission.command in tables.commands });
  const { span: _, ...carried } = carrying(submission, span);
  return withinSpan(span, () => acceptLater(carried, ports));
}

async function beforeAbort(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let leave = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    leave = resolve;
  });
  signal.addEventListener("abort", leave, { once: true });
  await Promise.race([work, aborted]);
  signal.removeEventListener("abort", leave);
}

/** Handled within the lease that it was taken under, so that no two nodes are at it. */
function takenOver(command: AcceptedCommand): CommandSubmission | undefined {
  const submission = fromStored(command.submission);
  const { timeoutMs = defaultTimeoutMs } = submission ?? {};
  return submission && { ...submission, timeoutMs: Math.min(timeoutMs, defaultTimeoutMs) };
}

/** Its caller has gone with the promise that it will be handled. */
function lasting({ signal: _, ...submission }: CommandSubmission): CommandSubmission {
  return submission;
}

interface Work {
  readonly ports: AcceptedPorts;
  /** Absent for one that is taken over. */
  readonly submission?: CommandSubmission;
}

/** Handles one and keeps what became of it. Never throws: what is not kept now is taken up again when the lease has ended. */
async function work(command: AcceptedCommand, { ports, submission }: Work): Promise<void> {
  const { accepted, log } = ports;
  const { id, attempt } = command;
  const asked = submission ?? takenOver(command);
  try {
    const failure = await handle(command, { ports, submission: asked });
    if (failure === undefined) await accepted.finish({ id, attempt });
    else await accepted.fail({ id, attempt }, failure);
  } catch (error) {
    log("warn", `Cannot end accepted command "${id}" now; it is taken up again`, {
      ...factsOf(command, asked),
      attempt,
      cause: messageOf(error),
    });
  }
}

function factsOf({ id }: Pick<AcceptedCommand, "id">, submission: CommandSubmission | undefined): CommandFacts {
  const { id: commandId = id, correlationId, metadata } = submission ?? {};
  return commandFacts({ commandId, correlationId, metadata });
}

interface Handle {
  readonly ports: AcceptedPorts;
  readonly submission: CommandSubmission | undefined;
}

/** Undefined once its outcome is kept; throws when it is to be taken up again. */
async function handle(
  { id, attempt }: AcceptedCommand,
  { ports, submission }: Handle,
): Promise<CommandFailure | undefined> {
  if (submission === undefined) return { code: "internal", message: "The kept submission cannot be read" };
  if (attempt > maxAttempts)
    return { code: "unavailable", message: `It was taken up ${maxAttempts} times and never came to an end` };
  try {
    await ports.handle(submission);
    return undefined;
  } catch (error) {
    if (isMyelinError(error) && passing.has(error.code)) throw error;
    ports.log("error", `Accepted command "${id}" failed`, {
      command: submission.command,
      ...factsOf({ id }, submission),
      cause: messageOf(error),
    });
    return failureOf(error);
  }
}

/** For callers: nothing that is not an engine's sentence. */
function failureOf(error: unknown): CommandFailure {
  if (isMyelinError(error)) return { code: error.code, message: error.message };
  return { code: "internal", message: "Something unexpected went wrong; the log has the cause" };
}

function unknownId(id: string): MyelinError {
  const message = `Cannot tell what became of command "${id}": no command of this id is known; an outcome is kept for commands with an id of the caller's, for a time`;
  return new MyelinError("unknown_command_id", message);
}
