import type { Replay } from "../../model/processor-node.ts";
import type { InboxRow, InstanceHead, TimerRow } from "../../model/workflow-instance.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { waitPrefix } from "./carry-out.ts";
import { hasEnded, reacts } from "./draft.ts";
import type { OutboxRow } from "./instance-set.ts";
import { type LeftStimulus, outcomeStimulus, type Stimulus } from "./stimulus.ts";

/** Something that came to an instance, and where it came from. */
export interface Came {
  readonly id: string;
  /** Tells it from all others: for what is remembered of its failures. */
  readonly key: string;
  readonly stimulus: Stimulus;
  /** The number of the row of the inbox that holds it. */
  readonly inbox?: string;
}

export function cameEvent(item: ProcessorEvent, replay: Replay | undefined): Came {
  const key = `event ${item.event.position}#${item.subIndex}`;
  return { id: item.sequence, key, stimulus: { kind: "event", item, replay } };
}

export function cameRow({ id, number, content, parent, correlationId }: InboxRow): Came {
  return { id, key: `inbox ${number}`, stimulus: { kind: "left", content, parent, correlationId }, inbox: number };
}

export function cameOutcome({ id, row }: OutboxRow): Came {
  return { id, key: `outcome ${row.commandId}`, stimulus: outcomeStimulus(row) };
}

export function cameTimer({ id, name, key, dueAt, data }: TimerRow): Came {
  const content = name.startsWith(waitPrefix)
    ? ({ kind: "timeout", name: name.slice(waitPrefix.length) } as const)
    : ({ kind: "timer", name, key, data } as const);
  const stimulus: LeftStimulus = { kind: "left", content, parent: null, correlationId: null };
  return { id, key: `timer ${JSON.stringify([id, name, key, dueAt.getTime()])}`, stimulus };
}

/**
 * Whether it has to wait behind the letters of its instance: what a reaction may be called for does, so that reactions keep their order; what
 * an operator wants, and what only is written down, does not.
 */
export function mustWait({ stimulus }: Came, head: InstanceHead | undefined): boolean {
  // Whoever is stuck while it is being undone will never react again: what comes is only noted.
  if (stimulus.kind === "event") return head?.status !== "stuck" || reacts(head);
  if (isSteering({ stimulus })) return false;
  const { content } = stimulus;
  switch (content.kind) {
    case "outcome":
      if (head === undefined || hasEnded(head) || !reacts(head) || content.status === "failed") return false;
      if (content.undoes !== undefined) return false;
      return content.status === "rejected" || isBranch(head, content.index);
    default:
      return head === undefined || !hasEnded(head);
  }
}

/** Whether an operator wants it. */
export function isSteering({ stimulus }: Pick<Came, "stimulus">): boolean {
  return stimulus.kind === "left" && ["cancel", "resume", "migrate"].includes(stimulus.content.kind);
}

function isBranch({ forks }: InstanceHead, index: number): boolean {
  return forks.some(({ branches }) => branches.some((branch) => "send" in branch && branch.send === index));
}
