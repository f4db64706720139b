import { isMyelinError } from "../../base/error.ts";
import type { Log } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { Metadata } from "../../model/message.ts";
import type { SendCommand } from "../../model/node.ts";
import type { Tables } from "../../model/tables.ts";
import { passedMetadata } from "../commands/passed-metadata.ts";
import type { CommandSubmission, Engine } from "../engine.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { commandFacts } from "../telemetry/command-facts.ts";
import type { TelemetrySpan } from "../telemetry/telemetry.ts";
import { withTrace } from "../telemetry/trace-context.ts";
import { withoutSender } from "../workflows/workflow-key.ts";
import { reactionId } from "./reaction-id.ts";

/** How reactors reach the engine. */
export interface SendPorts extends Pick<Engine, "submit" | "commandState"> {
  readonly tables: Tables;
  readonly log: Log;
}

/** Whose commands these are: one event handled once. */
export interface Sender {
  readonly reactor: string;
  /** Names of the commands. */
  readonly sends: readonly string[];
  readonly item: ProcessorEvent;
  readonly signal: AbortSignal;
  /** Of the handling; undefined while nobody looks. */
  readonly span?: TelemetrySpan | undefined;
}

/**
 * One function for each command that a reactor sends. Ids count the commands of one name within this handling, so a handler has to send
 * them in the same order each time. The event is their cause; its conversation and, by `correlate`, its metadata go on.
 */
export function sendCommands(sender: Sender, ports: SendPorts): Readonly<Record<string, SendCommand>> {
  const { reactor, item, sends } = sender;
  const counts = new Map<string, number>();
  const sending =
    (command: string): SendCommand =>
    (payload, options) => {
      const count = (counts.get(command) ?? 0) + 1;
      counts.set(command, count);
      const id = reactionId({ reactor, item, command, count });
      return sendOnce(submissionOf({ id, command, payload }, { sender, ports, metadata: options?.metadata }), ports);
    };
  return Object.freeze(Object.fromEntries(sends.map((command) => [command, sending(command)])));
}

type Identified = Pick<CommandSubmission, "command" | "payload"> & { readonly id: string };

interface Submitting {
  readonly sender: Sender;
  readonly ports: SendPorts;
  readonly metadata: Metadata | undefined;
}

function submissionOf(
  { id, command, payload }: Identified,
  { sender, ports, metadata }: Submitting,
): CommandSubmission & Identified {
  const { event } = sender.item;
  const trace = sender.span === undefined ? undefined : withTrace({}, sender.span.context);
  const passed = passedMetadata(ports.tables.correlate, { kind: "event", name: event.type, metadata: event.metadata });
  return {
    id,
    command,
    payload,
    correlationId: event.correlationId,
    causationId: event.id,
    metadata: Object.assign({}, withoutSender(passed), trace, metadata),
    signal: sender.signal,
  };
}

/**
 * A handler whose code changed between two attempts may send another payload under the same id. The command was handled once then, and
 * is not handled again: the first outcome counts.
 */
async function sendOnce(
  submission: CommandSubmission & Identified,
  { submit, commandState, log }: SendPorts,
): Promise<CommandResult> {
  const { id, command } = submission;
  try {
    return await submit(submission);
  } catch (error) {
    if (!isMyelinError(error) || error.code !== "idempotency_mismatch") throw error;
    const state = await commandState({ id });
    if (state.status !== "settled") throw error;
    log("warn", `Command "${command}" was sent with another payload before; its first outcome counts`, {
      ...commandFacts({ commandId: id, correlationId: submission.correlationId, metadata: submission.metadata }),
    });
    return state.result;
  }
}
