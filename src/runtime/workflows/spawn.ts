import type { SpawnAction } from "../../model/workflow-action.ts";
import type { InstanceRef } from "../../model/workflow-instance.ts";
import { changeHead, type Draft } from "./draft.ts";
import { asJson } from "./parse-now.ts";

/** Begins a child; answers which. One that this instance has begun before is not begun again. */
export function spawn(draft: Draft, action: SpawnAction): InstanceRef {
  const { head, version } = draft;
  const { workflow } = action;
  if (!version.spawns.includes(workflow))
    throw new TypeError(`The workflow does not spawn "${workflow}": name it in "spawns"`);
  const id = action.id ?? `${head.id}/${head.children.length + 1}`;
  if (id === "") throw new TypeError(`The id of child "${workflow}" is empty; give it one, or leave it out`);
  const child = { workflow, id };
  if (head.children.some((one) => one.workflow === workflow && one.id === id)) {
    draft.did.push(`ignored: child ${workflow}/${id} was begun before`);
    return child;
  }
  changeHead(draft, { children: [...head.children, { workflow, id, ended: false }] });
  draft.inbox.push({
    workflow,
    id,
    content: { kind: "start", by: "parent", input: asJson(action.input) },
    parent: { workflow: head.workflow, id: head.id },
    correlationId: head.correlationId,
  });
  draft.did.push(`spawn ${workflow}/${id}`);
  return child;
}

export function cancelChild(draft: Draft, child: InstanceRef): void {
  const { workflow, id, correlationId } = draft.head;
  draft.inbox.push({
    workflow: child.workflow,
    id: child.id,
    content: { kind: "cancel", why: `Its parent "${workflow}/${id}" does not need it any more` },
    parent: { workflow, id },
    correlationId,
  });
  draft.did.push(`cancel child ${child.workflow}/${child.id}`);
}
