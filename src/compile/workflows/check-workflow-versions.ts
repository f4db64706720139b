import type { WorkflowNode } from "../../model/workflow-node.ts";
import type { Mistake } from "../mistake.ts";
import { repeated, wrongWorkflow } from "./wrong-workflow.ts";

/** The versions of one workflow, in any order. */
export function checkWorkflowVersions(nodes: readonly WorkflowNode[]): readonly Mistake[] {
  const versions = [...nodes].sort((a, b) => a.version - b.version);
  return [...checkTwice(versions), ...checkGaps(versions), ...checkFirst(versions)];
}

function checkTwice(versions: readonly WorkflowNode[]): readonly Mistake[] {
  return repeated(versions.map(({ version }) => version)).flatMap((version) => {
    const node = versions.find((one) => one.version === version);
    if (node === undefined) return [];
    return [
      wrongWorkflow(node, {
        state: "this version of it is declared twice",
        mend: "count the version up, or remove one",
      }),
    ];
  });
}

/** Instances of what is missing between two versions could not go on, nor be taken anywhere. */
function checkGaps(versions: readonly WorkflowNode[]): readonly Mistake[] {
  return versions.flatMap((node, index) => {
    const before = versions[index - 1];
    if (before === undefined || node.version - before.version <= 1 || node.migrate !== undefined) return [];
    const state = `the version before it in this application is v${before.version}, and nothing takes instances of those between to it`;
    return [wrongWorkflow(node, { state, mend: "add migrate, or the versions between" })];
  });
}

function checkFirst(versions: readonly WorkflowNode[]): readonly Mistake[] {
  return versions
    .filter(({ version, migrate }) => version === 1 && migrate !== undefined)
    .map((node) =>
      wrongWorkflow(node, {
        state: "it migrates, but there is no version before it",
        mend: "remove migrate, or give a version",
      }),
    );
}
