import type { ComponentNode } from "../model/application-node.ts";
import type { AggregateNode } from "../model/node.ts";
import type { WorkflowNode } from "../model/workflow-node.ts";
import { aggregatesOf } from "./components.ts";
import { type Mistake, mistake } from "./mistake.ts";

// Names go into URLs, database rows and qualified types: what needs escaping anywhere is refused here.
const componentName = /^[a-z][a-zA-Z0-9-]{0,62}$/;
const memberName = /^[A-Za-z][A-Za-z0-9]{0,62}$/;

export function checkNames(components: readonly ComponentNode[]): readonly Mistake[] {
  return [...components.flatMap(checkForm), ...checkRepeats(components), ...checkCommandRepeats(components)];
}

function checkForm(component: ComponentNode): readonly Mistake[] {
  const subject = `${component.kind} "${component.name}"`;
  const own = componentName.test(component.name)
    ? []
    : [
        mistake(component.name, {
          subject,
          state: "its name is not a lower-case letter followed by at most 62 letters, digits or hyphens",
          mend: "rename it",
        }),
      ];
  return [...own, ...memberNames(component).flatMap((member) => checkMember(component.name, member))];
}

interface Member {
  readonly kind: "command" | "event" | "rejection" | "query" | "state" | "timer" | "signal" | "join" | "cron start";
  readonly name: string;
}

function membersOf(kind: Member["kind"], record: object): readonly Member[] {
  return Object.keys(record).map((name) => ({ kind, name }));
}

function memberNames(component: ComponentNode): readonly Member[] {
  const of = membersOf;
  if (component.kind === "projection") return of("query", component.queries);
  if (component.kind === "reactor" || component.kind === "relay") return [];
  if (component.kind === "workflow") return workflowMembers(component);
  return [
    ...of("command", component.commands),
    ...of("event", { ...component.events, ...component.upcast }),
    ...of("rejection", component.rejections),
  ];
}

function workflowMembers({ states, timers, signals, joins, cron }: WorkflowNode): readonly Member[] {
  return [
    ...membersOf("state", states),
    ...membersOf("timer", timers),
    ...membersOf("signal", signals),
    ...joins.map((name) => ({ kind: "join", name }) as const),
    ...membersOf("cron start", cron),
  ];
}

function checkMember(component: string, { kind, name }: Member): readonly Mistake[] {
  if (memberName.test(name)) return [];
  const subject = `${kind} "${name}" of "${component}"`;
  return [
    mistake(component, {
      subject,
      state: "its name is not a letter followed by at most 62 letters or digits",
      mend: "rename it",
    }),
  ];
}

function checkRepeats(components: readonly ComponentNode[]): readonly Mistake[] {
  const seen = new Map<string, ComponentNode>();
  const mistakes: Mistake[] = [];
  for (const component of components) {
    const first = seen.get(component.name);
    if (first === undefined) seen.set(component.name, component);
    else if (!areVersions(component, first)) mistakes.push(repeated(component, first));
  }
  return mistakes;
}

/** Those of one workflow stand side by side; that their numbers differ is checked with the workflow. */
function areVersions(component: ComponentNode, first: ComponentNode): boolean {
  return component !== first && component.kind === "workflow" && first.kind === "workflow";
}

function repeated(component: ComponentNode, first: ComponentNode): Mistake {
  const subject = `${component.kind} "${component.name}"`;
  return first === component
    ? mistake(component.name, { subject, state: "it is listed twice in the application", mend: "list it once" })
    : mistake(component.name, {
        subject,
        state: `another component, ${first.kind} "${first.name}", has the same name`,
        mend: "rename one of them",
      });
}

function checkCommandRepeats(components: readonly ComponentNode[]): readonly Mistake[] {
  const owners = new Map<string, AggregateNode>();
  const mistakes: Mistake[] = [];
  for (const aggregate of aggregatesOf(components)) {
    for (const name of Object.keys(aggregate.commands)) {
      const owner = owners.get(name);
      if (owner === undefined) owners.set(name, aggregate);
      else if (owner.name !== aggregate.name) mistakes.push(sharedCommand(name, { owner, aggregate }));
    }
  }
  return mistakes;
}

function sharedCommand(name: string, { owner, aggregate }: Record<"owner" | "aggregate", AggregateNode>): Mistake {
  return mistake(aggregate.name, {
    subject: `command "${name}" of aggregate "${aggregate.name}"`,
    state: `also declared by aggregate "${owner.name}"`,
    mend: "rename one of them",
  });
}
