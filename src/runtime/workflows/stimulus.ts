import type { LetterFacts, Replay } from "../../model/processor-node.ts";
import type { InboxContent, InstanceRef, SentCommand, StimulusRecord } from "../../model/workflow-instance.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";

/** An event of the log. */
export interface EventStimulus {
  readonly kind: "event";
  readonly item: ProcessorEvent;
  readonly replay: Replay | undefined;
  readonly letter?: LetterFacts;
}

/** Anything else: what was left in the inbox, a timer that fired, an outcome. */
export interface LeftStimulus {
  readonly kind: "left";
  readonly content: InboxContent;
  readonly parent: InstanceRef | null;
  readonly correlationId: string | null;
  /** Of an outcome that is not written down yet: the command's row as it is from now on. */
  readonly row?: SentCommand;
  /** Only write the outcome down: what is to be done about it waits in a letter, or is passed over. */
  readonly quiet?: true;
}

/** What comes to an instance. */
export type Stimulus = EventStimulus | LeftStimulus;

/** As it is written down in the history. */
export function recordOf(stimulus: Stimulus): StimulusRecord {
  if (stimulus.kind === "left") return stimulus.content;
  const { type, position, stream } = stimulus.item.event;
  return { kind: "event", type, position, stream };
}

/** What happened to a command, as a stimulus. */
export function outcomeStimulus(row: SentCommand): LeftStimulus {
  const { index, command, status, reason, data, undoes } = row;
  const sent = status === "rejected" ? { payload: row.payload } : undefined;
  const content = Object.assign(
    { kind: "outcome", index, command, status, reason, data } as const,
    sent,
    undoes === null ? undefined : { undoes },
  );
  return { kind: "left", content, parent: null, correlationId: null, row };
}

/** In a few words, for errors and lists: `timer "Overdue"`. */
export function nameOf(stimulus: Stimulus): string {
  if (stimulus.kind === "event") return `event "${stimulus.item.event.type}"`;
  const { content } = stimulus;
  switch (content.kind) {
    case "timer":
    case "signal":
      return `${content.kind} "${content.name}"`;
    case "timeout":
      return `timeout of signal "${content.name}"`;
    case "outcome":
      return `${content.status} ${content.undoes === undefined ? "command" : "undo"} "${content.command}"`;
    case "child":
      return `child "${content.child.workflow}/${content.child.id}"`;
    default:
      return content.kind;
  }
}

/** Stands where letters have an event's type. */
export function typeOf(stimulus: Stimulus): string {
  return stimulus.kind === "event" ? stimulus.item.event.type : nameOf(stimulus).replaceAll('"', "");
}

/** Whether an undo came to nothing: that is decided about in the letters of its instance. */
export function isRefusedUndo(stimulus: Stimulus): boolean {
  if (stimulus.kind === "event") return false;
  const { content } = stimulus;
  return content.kind === "outcome" && content.undoes !== undefined && content.status !== "done";
}

/** The same of a letter, by its `typeOf`. */
export function standsForRefusedUndo({ eventType }: { readonly eventType: string }): boolean {
  return /^(rejected|failed) undo /.test(eventType);
}
