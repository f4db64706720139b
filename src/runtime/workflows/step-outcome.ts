import type { InboxContent, LoadedInstance, SentCommand } from "../../model/workflow-instance.ts";
import { type Draft, putCommand, reactionsOf, reacts, type StepResult, unchanged } from "./draft.ts";
import { advance, getStuck, giveUp, resume } from "./end-instance.ts";
import { endBranch, undoLoser } from "./forks.ts";
import { react } from "./react.ts";
import type { LeftStimulus } from "./stimulus.ts";

type Outcome = InboxContent & { readonly kind: "outcome" };

export interface Settling {
  readonly content: Outcome;
  readonly stimulus: LeftStimulus;
}

/** Writes down what became of a command, unless that was done before, and does what follows from it. */
export function settleOutcome(draft: Draft, { content, stimulus }: Settling): void {
  const { row, quiet } = stimulus;
  if (row !== undefined) {
    if (draft.commands.get(row.index)?.status !== "pending") return;
    putCommand(draft, row);
    draft.unsent.delete(row.index);
  }
  if (quiet === true) return;
  const { undoes } = content;
  if (undoes !== undefined) undoOutcome(draft, { content, undoes, again: row === undefined });
  else if (content.status === "failed") getStuck(draft, notHandled(content));
  else commandOutcome(draft, { content, row });
  advance(draft);
}

function notHandled({ command, index, reason }: Outcome): string {
  return `command "${command}" #${index} cannot be handled: ${reason}`;
}

interface Undoing {
  readonly content: Outcome;
  readonly undoes: number;
  /** It comes from a letter: somebody wants it tried once more. */
  readonly again: boolean;
}

function undoOutcome(draft: Draft, { content, undoes, again }: Undoing): void {
  const { command, index, reason, status } = content;
  if (status === "done") draft.did.push(`undone #${undoes}`);
  else if (again && draft.head.status === "stuck") resume(draft);
  else if (!(again && triedSince(draft, { index, undoes }))) {
    const refused = `undoing command #${undoes} by "${command}" #${index} was rejected: ${reason}`;
    draft.refusedUndo = status === "rejected" ? refused : notHandled(content);
    getStuck(draft, draft.refusedUndo);
  }
}

/** Whether it is being sent once more, or another one was sent in its place. */
function triedSince(
  { commands }: Draft,
  { index, undoes }: { readonly index: number; readonly undoes: number },
): boolean {
  if (commands.get(index)?.status === "pending") return true;
  return [...commands.values()].some((row) => row.undoes === undoes && row.index > index);
}

interface Ended {
  readonly content: Outcome;
  readonly row: SentCommand | undefined;
}

function commandOutcome(draft: Draft, { content, row }: Ended): void {
  const { index, reason, data } = content;
  const ok = content.status === "done";
  const place = endBranch(draft, { is: (one) => "send" in one && one.send === index, ok, reason, data });
  if (place === "loser" && row !== undefined) undoLoser(draft, row);
  else if (place === "branch") react(draft, () => undefined);
  else if (place === "none" && content.status === "rejected" && reacts(draft.head)) rejected(draft, content);
}

/** A rejection that nobody reacts to fails the instance. */
function rejected(draft: Draft, { command, reason, data }: Outcome): void {
  const reaction = reason === null ? undefined : reactionsOf(draft).onRejected[command]?.[reason];
  const { data: have } = draft.head;
  if (reaction !== undefined) react(draft, (tools) => reaction(have, data, tools));
  else giveUp(draft, { to: "failed", why: `Command "${command}" was rejected: ${reason}` });
}

/** An instance that has ended does not react, but keeps what became of its commands. */
export function outcomeOfEnded(loaded: LoadedInstance, { row }: LeftStimulus): StepResult {
  return row === undefined ? unchanged(loaded) : { ...unchanged(loaded), commands: [row] };
}
