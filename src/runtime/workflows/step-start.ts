import { isRecord, type Json } from "../../base/json.ts";
import type { InboxContent, InstanceRef } from "../../model/workflow-instance.ts";
import type { CronTick, Reaction, ReactionFacts, WorkflowTools } from "../../model/workflow-node.ts";
import type { WorkflowVersionTable } from "../../model/workflow-table.ts";
import { beginInstance } from "./begin-instance.ts";
import { latestOf, type StepResult, unchanged } from "./draft.ts";
import { parseNow } from "./parse-now.ts";
import { noCause, type SteppingLeft, type StepRequest } from "./step-request.ts";

/** Begun by name: by hand, by a parent, or by the clock. Where it is there already, a parent that is not its own hears that its child failed. */
export function startLeft(request: StepRequest, { stimulus, ports }: SteppingLeft): StepResult {
  const { content, parent, correlationId } = stimulus;
  const { table, id, loaded } = request;
  if (content.kind !== "start") return unchanged(loaded);
  if (loaded !== undefined) return startedBefore(request, parent);
  const call = starter(latestOf(table), content);
  if (call === undefined)
    throw new TypeError(`It cannot be started by ${content.by}: the latest version has no such start`);
  const facts = { cause: noCause, parent, correlationId: correlationId ?? id, metadata: {}, ports };
  return beginInstance(request, { ...facts, call });
}

type Start = InboxContent & { readonly kind: "start" };

function starter(
  version: WorkflowVersionTable | undefined,
  { by, input }: Start,
): ((tools: ReactionFacts & WorkflowTools) => Reaction) | undefined {
  if (by === "cron") {
    const tick = tickOf(input);
    const entry = tick === undefined ? undefined : version?.cron[tick.name];
    return entry && ((tools) => entry.handle(tick, tools));
  }
  const { startWith, input: schema } = version ?? {};
  if (startWith === undefined) return undefined;
  return (tools) =>
    startWith(schema === undefined ? input : parseNow(schema, { value: input, what: "the input" }), tools);
}

/** What the clock leaves for an instance that it starts. */
export function tickInput({ name, at }: CronTick): Json {
  return { name, at: at.toISOString() };
}

function tickOf(input: Json): CronTick | undefined {
  if (!isRecord(input) || typeof input.name !== "string" || typeof input.at !== "string") return undefined;
  return { name: input.name, at: new Date(input.at) };
}

function startedBefore({ table, id, loaded }: StepRequest, parent: InstanceRef | null): StepResult {
  const own = loaded?.head.parent;
  if (parent === null || (own?.workflow === parent.workflow && own.id === parent.id)) return unchanged(loaded);
  const child = { workflow: table.name, id };
  const content = { kind: "child", child, status: "failed", data: "An instance of this id is there already" } as const;
  const told = { workflow: parent.workflow, id: parent.id, content, parent: null, correlationId: null };
  return { ...unchanged(loaded), inbox: [told] };
}
