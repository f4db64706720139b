import { isMyelinError, messageOf } from "../../base/error.ts";
import type { Log } from "../../base/ports.ts";
import type { CommandService } from "../commands/command-service.ts";
import { commandFacts } from "../telemetry/command-facts.ts";
import { toForwarded } from "./forwarded-error.ts";
import type { ForwardedCommand, NodeAnswer } from "./node-connector.ts";

export interface TakePorts {
  readonly node: string;
  readonly commands: Pick<CommandService, "take">;
  readonly log: Log;
}

/**
 * Handles what another node sent, and never sends it on. What was meant for a third node is not handled: a copy of a request that
 * somebody kept could otherwise be handled once by each node. Never rejects.
 */
export async function takeForwarded(
  command: ForwardedCommand,
  { node, commands, log, signal }: TakePorts & { readonly signal: AbortSignal | undefined },
): Promise<NodeAnswer> {
  if (command.to !== node) return { node, outcome: { kind: "misdirected" } };
  try {
    return { node, outcome: { kind: "settled", result: await commands.take(command, signal) } };
  } catch (error) {
    if (!isMyelinError(error) || error.cause !== undefined) tell(error, { command, log });
    return { node, outcome: { kind: "failed", error: toForwarded(error) } };
  }
}

/** The cause stays here, so it is told here. */
function tell(error: unknown, { command, log }: { readonly command: ForwardedCommand; readonly log: Log }): void {
  const { from, commandId, submission } = command;
  const cause = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
  log("warn", `Cannot handle command "${submission.command}" of node "${from}": ${messageOf(error)}`, {
    ...commandFacts({ commandId, correlationId: submission.correlationId, metadata: submission.metadata }),
    cause,
  });
}
