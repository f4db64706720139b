import type { RetryNode } from "../../model/retry-node.ts";
import type { SendAction } from "../../model/workflow-action.ts";
import type { SentCommand } from "../../model/workflow-instance.ts";
import { changeHead, type Draft, putCommand } from "./draft.ts";
import { asJson } from "./parse-now.ts";
import { instanceMetadata } from "./workflow-key.ts";

/** Puts a command into the outbox; answers its index. Throws where the workflow does not send it. */
export function send(draft: Draft, action: SendAction): number {
  const { undo } = action;
  refuseStrange(draft, action);
  if (undo !== undefined) refuseStrange(draft, undo);
  const row = newRow(draft, {
    command: action.command,
    payload: asJson(action.payload),
    undo: undo === undefined ? null : { command: undo.command, payload: asJson(undo.payload) },
    undoes: null,
    retry: storedRetry(action.retry ?? draft.version.retry),
  });
  draft.did.push(`send ${row.command} #${row.index}`);
  return row.index;
}

/** Sends what undoes a command. */
export function sendUndo(draft: Draft, { index, undo, retry }: SentCommand): void {
  if (undo === null) return;
  const row = newRow(draft, { command: undo.command, payload: undo.payload, undo: null, undoes: index, retry });
  draft.did.push(`undo #${index}: send ${row.command} #${row.index}`);
}

type Asked = Pick<SentCommand, "command" | "payload" | "undo" | "undoes" | "retry">;

function newRow(draft: Draft, { command, payload, undo, undoes, retry }: Asked): SentCommand {
  const { head, ports, cause } = draft;
  const index = head.sends + 1;
  changeHead(draft, { sends: index });
  const row: SentCommand = {
    index,
    commandId: ports.nextId(),
    command,
    payload,
    undo,
    undoes,
    retry,
    metadata: Object.assign({}, head.metadata, cause.metadata, ports.trace, instanceMetadata(head)),
    correlationId: head.correlationId,
    causationId: cause.causationId,
    status: "pending",
    reason: null,
    data: null,
    attempts: 0,
  };
  putCommand(draft, row);
  draft.unsent.add(index);
  return row;
}

function refuseStrange({ version }: Draft, { command }: SendAction): void {
  if (version.sends.includes(command)) return;
  throw new TypeError(`The workflow does not send "${command}": name its aggregate in "sends"`);
}

/** It has to outlive the process, and a function does not. */
function storedRetry(retry: RetryNode | undefined): SentCommand["retry"] {
  if (retry === undefined) return null;
  if (retry.kind !== "function") return retry;
  throw new TypeError(
    `The retry policy "${retry.name}" is a function; a workflow's commands need one that can be kept`,
  );
}

/** Commands that cannot have been sent yet never will be. */
export function dropUnsent(draft: Draft, wanted: (row: SentCommand) => boolean): void {
  for (const index of draft.unsent) {
    const row = draft.commands.get(index);
    if (row?.status !== "pending" || !wanted(row)) continue;
    putCommand(draft, Object.assign({}, row, { status: "dropped" as const }));
    draft.did.push(`drop ${row.command} #${index}`);
  }
}
