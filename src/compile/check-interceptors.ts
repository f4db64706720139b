import type { ApplicationNode } from "../model/application-node.ts";
import { describePattern, matchesCommand } from "../model/command-pattern.ts";
import type { CommandPattern } from "../model/interceptor-node.ts";
import type { AggregateNode } from "../model/node.ts";
import { type Mistake, mistake } from "./mistake.ts";

/** An interceptor of an aggregate that no command of it meets. */
export function checkAggregateInterceptors({ name, interceptors = [], commands }: AggregateNode): readonly Mistake[] {
  return interceptors.flatMap((interceptor, index) =>
    checkPattern(interceptor.commands, {
      component: name,
      subject: `interceptor #${index + 1} of aggregate "${name}"`,
      names: Object.keys(commands),
    }),
  );
}

/** Interceptors of an application that no command meets, and two of one name, which nobody could tell apart. */
export function checkApplicationInterceptors(
  { name, dispatch = [], handle = [], correlate = [] }: ApplicationNode,
  aggregates: readonly AggregateNode[],
): readonly Mistake[] {
  const names = aggregates.flatMap(({ commands }) => Object.keys(commands));
  const patterns = (kind: string, interceptors: typeof dispatch | typeof handle): readonly Mistake[] =>
    interceptors.flatMap((one) =>
      checkPattern(one.commands, { component: name, subject: `${kind} interceptor "${one.name}"`, names }),
    );
  return [
    ...patterns("dispatch", dispatch),
    ...patterns("handler", handle),
    ...checkTwice(name, { kind: "dispatch interceptor", all: dispatch }),
    ...checkTwice(name, { kind: "handler interceptor", all: handle }),
    ...checkTwice(name, { kind: "correlation", all: correlate }),
  ];
}

interface Place {
  readonly component: string;
  readonly subject: string;
  readonly names: readonly string[];
}

function checkPattern(pattern: CommandPattern, { component, subject, names }: Place): readonly Mistake[] {
  // "*" says all, also where there is none.
  if (pattern === "*" || names.some((name) => matchesCommand(pattern, name))) return [];
  const mend = names.length === 0 ? "remove it" : `match one of ${names.join(", ")}`;
  return [mistake(component, { subject, state: `no command matches ${describePattern(pattern)}`, mend })];
}

interface Named {
  readonly kind: string;
  readonly all: readonly { readonly name: string }[];
}

function checkTwice(component: string, { kind, all }: Named): readonly Mistake[] {
  const names = all.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) =>
    mistake(component, {
      subject: `${kind} "${name}" of application "${component}"`,
      state: "it is declared twice",
      mend: "rename one of them, or remove it",
    }),
  );
}
