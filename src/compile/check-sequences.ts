import type { AggregateNode } from "../model/node.ts";
import type { SequenceNode } from "../model/policy-node.ts";
import { type Mistake, mistake } from "./mistake.ts";

/** A scope holds for a sequence as a whole, so it stands outermost. */
export function checkSequences({ name, sequence, sequences }: AggregateNode): readonly Mistake[] {
  const all: readonly (readonly [string, SequenceNode])[] = [
    [`sequence of aggregate "${name}"`, sequence],
    ...Object.entries(sequences).map(
      ([command, node]) => [`sequence of command "${command}" of aggregate "${name}"`, node] as const,
    ),
  ];
  const nested = all.filter(([, node]) => partsOf(node).some(holdsScope));
  return nested.map(([subject]) =>
    mistake(name, {
      subject,
      state: "inCluster stands inside another policy",
      mend: "write it once, outermost: inCluster(…)",
    }),
  );
}

export function holdsScope(node: SequenceNode): boolean {
  return node.kind === "inCluster" || partsOf(node).some(holdsScope);
}

/** The policies that a policy is made of. Programs without types can put anything there. */
export function partsOf(node: SequenceNode): readonly SequenceNode[] {
  switch (node.kind) {
    case "inCluster":
      return [node.policy];
    case "firstOf":
      return node.policies;
    case "fallback":
      return [node.policy, node.otherwise];
    default:
      return [];
  }
}
