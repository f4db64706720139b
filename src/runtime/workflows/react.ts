import type { WorkflowAction } from "../../model/workflow-action.ts";
import type { Reaction, ReactionFacts, WorkflowTools } from "../../model/workflow-node.ts";
import { carryOut } from "./carry-out.ts";
import type { Draft } from "./draft.ts";
import { settleForks } from "./forks.ts";

/** Calls a reaction and carries out what it answers; then what that leads to at once. */
export function react(draft: Draft, call: (tools: ReactionFacts & WorkflowTools) => Reaction): void {
  carryOut(draft, actionsOf(call(toolsOf(draft))));
  settleForks(draft, (reaction, outcomes) => {
    const { data } = draft.head;
    carryOut(draft, actionsOf(reaction(data, outcomes, toolsOf(draft))));
  });
}

/** The actions in order, without the gaps that conditions leave. */
export function actionsOf(answer: Reaction): readonly WorkflowAction[] {
  if (answer === undefined) return [];
  const actions: readonly (WorkflowAction | undefined)[] = isList(answer) ? answer : [answer];
  return actions.filter((action): action is WorkflowAction => action !== undefined && isAction(action));
}

function isList(answer: Exclude<Reaction, undefined>): answer is readonly (WorkflowAction | undefined)[] {
  return Array.isArray(answer);
}

/** JavaScript may answer anything. */
function isAction(action: unknown): boolean {
  if (typeof action === "object" && action !== null && "kind" in action && typeof action.kind === "string") return true;
  const what = action instanceof Promise ? "a promise; reactions only say what is to be done" : String(action);
  throw new TypeError(`The reaction answered ${what}: answer actions, made by its tools`);
}

export function toolsOf({ head, ports, version, cause }: Draft): ReactionFacts & WorkflowTools {
  const { id, state } = head;
  return Object.assign({}, version.tools, cause.facts, { id, state, now: ports.now });
}
