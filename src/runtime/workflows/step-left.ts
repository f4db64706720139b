import type { InboxContent } from "../../model/workflow-instance.ts";
import type { ReactionFunction } from "../../model/workflow-node.ts";
import { closeWait } from "./carry-out.ts";
import {
  closeDraft,
  type Draft,
  hasEnded,
  openDraft,
  reactionsOf,
  reacts,
  type StepCause,
  type StepResult,
  unchanged,
} from "./draft.ts";
import { abandon, giveUp, resume } from "./end-instance.ts";
import { migrateInstance } from "./migrate-instance.ts";
import { react } from "./react.ts";
import { endChild } from "./step-child.ts";
import { outcomeOfEnded, settleOutcome } from "./step-outcome.ts";
import { noCause, type SteppingLeft, type StepRequest } from "./step-request.ts";
import { startLeft } from "./step-start.ts";
import type { LeftStimulus } from "./stimulus.ts";

/** Anything but an event. What comes for an instance that is not there, or has ended, is over. */
export function stepLeft(request: StepRequest, { stimulus, ports }: SteppingLeft): StepResult {
  const { table, loaded, unsent } = request;
  const { content } = stimulus;
  if (content.kind === "start") return startLeft(request, { stimulus, ports });
  if (loaded === undefined) return unchanged(loaded);
  if (hasEnded(loaded.head)) return outcomeOfEnded(loaded, stimulus);
  const facts = factsOf(content);
  const cause = facts === undefined ? noCause : { ...noCause, facts };
  const draft = openDraft(loaded, { table, ports, cause, unsent, before: loaded.head });
  take(draft, { content, stimulus });
  return closeDraft(draft, stimulus);
}

/** What a reaction may look at beside what came. */
function factsOf(content: InboxContent): StepCause["facts"] | undefined {
  if (content.kind === "child") return { child: content.child };
  if (content.kind === "timer") return { timer: { name: content.name, key: content.key } };
  if (content.kind !== "outcome" || content.status !== "rejected") return undefined;
  const { command, payload = null, index, reason, data } = content;
  return { rejected: { command, payload, index, reason: reason ?? "", data } };
}

interface Taking {
  readonly content: Exclude<InboxContent, { readonly kind: "start" }>;
  readonly stimulus: LeftStimulus;
}

function take(draft: Draft, { content, stimulus }: Taking): void {
  switch (content.kind) {
    case "signal":
      if (reacts(draft.head)) closeWait(draft, content.name);
      reactTo(draft, { reaction: reactionsOf(draft).onSignal[content.name], came: content.data });
      break;
    case "timer":
      reactTo(draft, { reaction: reactionsOf(draft).onTimer[content.name], came: content.data });
      break;
    case "timeout":
      if (reacts(draft.head)) closeWait(draft, content.name);
      reactTo(draft, { reaction: reactionsOf(draft).onTimeout[content.name], came: null });
      break;
    case "outcome":
      settleOutcome(draft, { content, stimulus });
      break;
    case "child":
      endChild(draft, content);
      break;
    case "cancel":
      cancel(draft, content.why);
      break;
    case "resume":
      if (draft.head.status === "stuck") resume(draft);
      break;
    case "migrate":
      migrateInstance(draft, content.to);
  }
}

interface ReactingTo {
  readonly reaction: ReactionFunction | undefined;
  readonly came: unknown;
}

function reactTo(draft: Draft, { reaction, came }: ReactingTo): void {
  const { head } = draft;
  if (!reacts(head)) draft.did.push("ignored: it is being undone");
  else if (reaction === undefined)
    draft.did.push(`ignored: no reaction in ${head.state === null ? "no state" : `state "${head.state}"`}`);
  else react(draft, (tools) => reaction(head.data, came, tools));
}

function cancel(draft: Draft, why: string): void {
  const { status, undoingTo } = draft.head;
  if (undoingTo === null) giveUp(draft, { to: "cancelled", why });
  else if (status === "stuck") abandon(draft, undoingTo);
  else draft.did.push("ignored: it is being undone already");
}
