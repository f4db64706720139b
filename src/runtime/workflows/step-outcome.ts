import type { InboxContent, LoadedInstance, SentCommand } from "../../model/workflow-instance.ts";
import { type Draft, putCommand, reactionsOf, reacts, type StepResult, unchanged } from "./draft.ts";
import { advance, getStuck, giveUp } from "./end-instance.ts";
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
  const undoes = row?.undoes ?? null;
  if (content.status === "failed")
    getStuck(draft, `command "${content.command}" #${content.index} cannot be handled: ${content.reason}`);
  else if (undoes !== null) undoOutcome(draft, { content, undoes });
  else commandOutcome(draft, { content, row });
  advance(draft);
}

function undoOutcome(draft: Draft, { content, undoes }: { readonly content: Outcome; readonly undoes: number }): void {
  const { command, index, reason } = content;
  if (content.status === "rejected")
    getStuck(draft, `undoing command #${undoes} by "${command}" #${index} was rejected: ${reason}`);
  else draft.did.push(`undone #${undoes}`);
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
