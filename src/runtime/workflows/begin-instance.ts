import type { Metadata } from "../../model/message.ts";
import type { InstanceHead, InstanceRef } from "../../model/workflow-instance.ts";
import type { Reaction, ReactionFacts, WorkflowTools } from "../../model/workflow-node.ts";
import { carryOut } from "./carry-out.ts";
import { closeDraft, openDraft, type StepCause, type StepPorts, type StepResult, unchanged } from "./draft.ts";
import { actionsOf, react, toolsOf } from "./react.ts";
import type { StepRequest } from "./step-request.ts";

/** How an instance begins. */
export interface Beginning {
  readonly call: (tools: ReactionFacts & WorkflowTools) => Reaction;
  readonly cause: StepCause;
  readonly parent: InstanceRef | null;
  readonly correlationId: string;
  readonly metadata: Metadata;
  readonly ports: StepPorts;
}

/** Begins an instance with the latest version. A start that answers nothing at all begins none; an empty list does. */
export function beginInstance(request: StepRequest, beginning: Beginning): StepResult {
  const { table, stimulus } = request;
  const { cause, ports, call } = beginning;
  const head = newHead(request, beginning);
  const draft = openDraft({ head, commands: [] }, { table, ports, cause, unsent: new Set(), before: undefined });
  const answer = call(toolsOf(draft));
  if (answer === undefined) return unchanged(undefined);
  draft.did.push(`start version ${head.version}`);
  carryOut(draft, actionsOf(answer));
  react(draft, () => undefined);
  return closeDraft(draft, stimulus);
}

function newHead({ table, id }: StepRequest, { parent, correlationId, metadata, ports }: Beginning): InstanceHead {
  const { now } = ports;
  return {
    workflow: table.name,
    id,
    version: table.latest,
    status: "running",
    state: null,
    data: null,
    reason: null,
    trouble: null,
    result: null,
    undoingTo: null,
    waits: [],
    forks: [],
    children: [],
    parent,
    correlationId,
    metadata,
    steps: 0,
    sends: 0,
    startedAt: now,
    updatedAt: now,
    endedAt: null,
  };
}
