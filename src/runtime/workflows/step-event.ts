import type { StoredEvent } from "../../model/message.ts";
import type { LoadedInstance } from "../../model/workflow-instance.ts";
import { passedMetadata } from "../commands/passed-metadata.ts";
import { eventContext } from "../processors/event-context.ts";
import { beginInstance } from "./begin-instance.ts";
import {
  closeDraft,
  hasEnded,
  latestOf,
  openDraft,
  reactionsOf,
  reacts,
  type StepCause,
  type StepPorts,
  type StepResult,
  unchanged,
} from "./draft.ts";
import { react } from "./react.ts";
import { StrictFailure } from "./step-failure.ts";
import type { SteppingEvent, StepRequest } from "./step-request.ts";
import type { EventStimulus } from "./stimulus.ts";
import { withoutSender } from "./workflow-key.ts";

/** An event of the log: it starts an instance, or one that is there reacts to it. */
export function stepEvent(request: StepRequest, { stimulus, ports }: SteppingEvent): StepResult {
  const { table, loaded } = request;
  const { item } = stimulus;
  if (item.broken !== undefined) throw item.broken;
  const { event } = item;
  const start = latestOf(table)?.starts[event.type];
  if (loaded === undefined) {
    if (start === undefined) return strictly(request, { event, what: "missing", loaded });
    const cause = causeOf(stimulus, ports);
    const { metadata } = cause;
    const facts = { cause, parent: null, correlationId: event.correlationId, metadata, ports };
    return beginInstance(request, { ...facts, call: (tools) => start(event.data, tools) });
  }
  if (hasEnded(loaded.head))
    return strictly(request, { event, what: start === undefined ? "ended" : "existing", loaded });
  return continueWith(request, { stimulus, ports, loaded });
}

interface Continuing extends SteppingEvent {
  readonly loaded: LoadedInstance;
}

function continueWith(request: StepRequest, { stimulus, ports, loaded }: Continuing): StepResult {
  const { table, unsent } = request;
  const { event } = stimulus.item;
  const { head } = loaded;
  const draft = openDraft(loaded, { table, ports, cause: causeOf(stimulus, ports), unsent, before: head });
  const reaction = reactionsOf(draft).on[event.type];
  if (!reacts(head)) draft.did.push("ignored: it is being undone");
  else if (reaction !== undefined) react(draft, (tools) => reaction(head.data, event.data, tools));
  else if (event.type in draft.version.starts) return strictly(request, { event, what: "existing", loaded });
  else draft.did.push(`ignored: no reaction in ${head.state === null ? "no state" : `state "${head.state}"`}`);
  return closeDraft(draft, stimulus);
}

function causeOf({ item, replay, letter }: EventStimulus, { correlate }: StepPorts): StepCause {
  const { event } = item;
  const passed = passedMetadata(correlate, { kind: "event", name: event.type, metadata: event.metadata });
  const facts = { event: eventContext(event, { replay, letter }) };
  return { causationId: event.id, metadata: withoutSender(passed), facts };
}

interface Strict {
  readonly event: StoredEvent;
  readonly what: "missing" | "ended" | "existing";
  readonly loaded: LoadedInstance | undefined;
}

/** What the workflow says of an event whose instance is not there, or is there already. */
function strictly({ table, id }: StepRequest, { event, what, loaded }: Strict): StepResult {
  const version = (loaded === undefined ? undefined : table.versions[loaded.head.version]) ?? latestOf(table);
  const strictness = what === "existing" ? version?.onExisting : version?.onMissing;
  if (strictness !== "deadLetter") return unchanged(loaded);
  const state = { missing: "there is none", ended: "it has ended", existing: "it is there already" }[what];
  const verb = what === "existing" ? "start" : "continue";
  const message = `Cannot ${verb} instance "${id}" of workflow "${table.name}" with event "${event.type}": ${state}; evict the letter, or mend what correlates the event`;
  throw new StrictFailure("handler_failed", message);
}
