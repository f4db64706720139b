import type { WorkflowNode } from "../../model/workflow-node.ts";
import type { Mistake } from "../mistake.ts";
import { wrongWorkflow } from "./wrong-workflow.ts";

/** The children of workflows, in the versions that new instances begin with. */
export function checkChildren(workflows: readonly WorkflowNode[]): readonly Mistake[] {
  const latest = latestOf(workflows);
  return [
    ...workflows.flatMap((node) =>
      node.spawns.flatMap((child) => checkChild(node, { child, known: latest.get(child) })),
    ),
    ...checkCycles(latest),
  ];
}

type Latest = ReadonlyMap<string, WorkflowNode>;

function latestOf(workflows: readonly WorkflowNode[]): Latest {
  return new Map([...workflows].sort((a, b) => a.version - b.version).map((node) => [node.name, node]));
}

interface Child {
  readonly child: string;
  readonly known: WorkflowNode | undefined;
}

function checkChild(node: WorkflowNode, { child, known }: Child): readonly Mistake[] {
  if (known === undefined)
    return [
      wrongWorkflow(node, {
        state: `it spawns workflow "${child}", which is not in this application`,
        mend: "add the workflow to the application, or remove it from spawns",
      }),
    ];
  if (known.startWith !== undefined) return [];
  return [
    wrongWorkflow(node, {
      state: `it spawns workflow "${child}", which cannot be started by name`,
      mend: `add startWith to "${child}", or remove it from spawns`,
    }),
  ];
}

/** Workflows that spawn each other in a ring, and are told nothing by which one of them could stop. */
function checkCycles(latest: Latest): readonly Mistake[] {
  const seen = new Set<string>();
  return [...latest.values()].flatMap((node) => {
    const ring = seen.has(node.name) ? undefined : ringFrom(node, latest);
    if (ring === undefined) return [];
    for (const name of ring) seen.add(name);
    const path = [...ring, node.name].map((name) => `"${name}"`).join(" → ");
    return [
      wrongWorkflow(node, {
        state: `it spawns itself again and again (${path}), and none of them is told by an input when to stop`,
        mend: "declare an input, or remove one from spawns",
      }),
    ];
  });
}

/** The names of a ring through a workflow whose members have no input, the workflow first. */
function ringFrom(start: WorkflowNode, latest: Latest): readonly string[] | undefined {
  const visited = new Set<WorkflowNode>();
  const walk = (node: WorkflowNode | undefined, path: readonly string[]): readonly string[] | undefined => {
    if (node === undefined || node.input !== undefined || visited.has(node)) return undefined;
    visited.add(node);
    if (node.spawns.includes(start.name)) return path;
    for (const child of node.spawns) {
      const ring = walk(latest.get(child), [...path, child]);
      if (ring !== undefined) return ring;
    }
    return undefined;
  };
  return walk(start, [start.name]);
}
