import type { AcceptedCommand, CommandLog } from "../../store/command-log.ts";
import { type AcceptPorts, acceptDispatched, findCommand } from "../commands/accept-command.ts";
import { idMismatch, keptResult } from "../commands/command-results.ts";
import { defaultTimeoutMs } from "../commands/command-service.ts";
import { dispatchCommand } from "../commands/dispatch-command.ts";
import type { CommandAcceptance, CommandSubmission } from "../engine.ts";
import { toStored } from "./stored-submission.ts";

/** Milliseconds that a node has beyond the command's own timeout to tell that it was handled. */
const graceMs = 15_000;
/** A node that dies is found out when the lease has ended. */
const longestMs = 600_000;

/** An acceptance, and the work that comes with it when it is new. */
export interface Accepting {
  readonly acceptance: CommandAcceptance;
  readonly work?: { readonly command: AcceptedCommand; readonly submission: CommandSubmission };
}

export interface AcceptLaterPorts extends AcceptPorts {
  readonly accepted: CommandLog;
}

/** How long a node holds an accepted command before others may take it. */
export function leaseOf({ timeoutMs = defaultTimeoutMs }: Pick<CommandSubmission, "timeoutMs">): number {
  return timeoutMs + graceMs;
}

/**
 * Dispatches, validates and routes a command, then commits it under this node's lease.
 *
 * @throws MyelinError as `submit` before the first lock, and `idempotency_mismatch`
 */
export async function acceptLater(submission: CommandSubmission, ports: AcceptLaterPorts): Promise<Accepting> {
  const id = submission.id ?? ports.ids.next();
  const timeoutMs = Math.min(submission.timeoutMs ?? defaultTimeoutMs, longestMs);
  const asked = { ...submission, id, timeoutMs };
  const dispatched = await dispatchCommand(asked, findCommand(submission.command, ports.tables));
  const envelope = await acceptDispatched(dispatched, ports);
  const hash = envelope.hash ?? "";
  const answer = await ports.accepted.accept({
    id: envelope.id,
    hash,
    submission: toStored(dispatched),
    leaseMs: leaseOf(dispatched),
  });
  const acceptance: CommandAcceptance = { kind: "accepted", commandId: id };
  if (answer.kind === "accepted") return { acceptance, work: { command: answer.command, submission: dispatched } };
  const { status } = answer;
  const known = status.status === "recorded" ? status.recorded.hash : status.hash;
  if (known !== hash) throw idMismatch(id);
  if (status.status === "pending") return { acceptance };
  return { acceptance: { kind: "settled", result: keptResult(status.recorded, { commandId: id, duplicate: true }) } };
}
