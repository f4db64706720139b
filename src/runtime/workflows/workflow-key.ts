import { isRecord } from "../../base/json.ts";
import type { Metadata } from "../../model/message.ts";
import { originKey } from "../reactors/origin-node.ts";

/** The metadata under which a workflow's command, and every event that it makes, names the instance that sent it. */
export const workflowKey = "myelin.workflow";

/** Metadata of a command that an instance sends. */
export function instanceMetadata({ workflow, id }: { readonly workflow: string; readonly id: string }): Metadata {
  return { [workflowKey]: { name: workflow, id } };
}

/** The instance of this workflow whose command made the event; undefined for an event of anybody else. */
export function senderOf(metadata: Metadata, workflow: string): string | undefined {
  const sender = metadata[workflowKey];
  return isRecord(sender) && sender.name === workflow && typeof sender.id === "string" ? sender.id : undefined;
}

/** What of an event's metadata may go on to what the event causes: not whose command it was, nor where that ran. */
export function withoutSender(metadata: Metadata): Metadata {
  if (!(workflowKey in metadata) && !(originKey in metadata)) return metadata;
  const { [workflowKey]: _, [originKey]: __, ...rest } = metadata;
  return rest;
}

/** Keeps the sender with the events of a command, whatever the application's correlation lets through. */
export function withSender(passedOn: Metadata, command: Metadata): Metadata {
  const sender = command[workflowKey];
  if (sender === undefined || passedOn[workflowKey] === sender) return passedOn;
  return Object.assign({}, passedOn, { [workflowKey]: sender });
}
