import type { ApplicationNode } from "../model/application-node.ts";
import { matchesCommand } from "../model/command-pattern.ts";
import type { AggregateNode } from "../model/node.ts";
import type { PolicyNode, SequenceNode } from "../model/policy-node.ts";
import { defaultRetry } from "../model/retry-node.ts";
import type { CommandTable } from "../model/tables.ts";

/** The application's part in its commands' tables. */
export type CommandContext = Pick<ApplicationNode, "dispatch" | "handle">;

export function compileCommands(
  node: AggregateNode,
  { dispatch = [], handle = [] }: CommandContext,
): readonly (readonly [string, CommandTable])[] {
  return Object.entries(node.commands).flatMap(([name, schema]) => {
    const decide = node.decide[name];
    if (decide === undefined) return [];
    const matching = <Interceptor extends Parameters<typeof isFor>[0]>(all: readonly Interceptor[]) =>
      Object.freeze(all.filter((one) => isFor(one, name)));
    const table: CommandTable = {
      name,
      aggregate: node.name,
      schema,
      route: own(node.routes, name) ?? node.route,
      ...sequenceOf(own(node.sequences, name) ?? node.sequence),
      retry: own(node.retries ?? {}, name) ?? node.retry ?? defaultRetry,
      dispatch: matching(dispatch),
      handle: matching(handle),
      interceptors: matching(node.interceptors ?? []),
      decide,
    };
    return [[name, Object.freeze(table)] as const];
  });
}

function isFor({ commands }: { readonly commands: string | RegExp }, command: string): boolean {
  return matchesCommand(commands, command);
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function sequenceOf(node: SequenceNode): { sequence: PolicyNode; scope: CommandTable["scope"] } {
  return node.kind === "inCluster" ? { sequence: node.policy, scope: "cluster" } : { sequence: node, scope: "node" };
}
