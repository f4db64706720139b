import { groupedBy } from "../../base/grouped-by.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { WorkflowVersionTable } from "../../model/workflow-table.ts";
import { describeRetry } from "../describe.ts";
import { processorLines, upcastLines } from "../explain-processor.ts";
import { type WorkflowRow, workflowRows } from "./workflow-rows.ts";

/** A workflow's lines of `explain`: by version and state, what is reacted to, and the actions that each reaction's text names. */
export function explainWorkflow(workflow: WorkflowTable): readonly string[] {
  const versions = Object.values(workflow.versions);
  return [
    `workflow ${workflow.name}: ${versions.map(({ version }) => `v${version}`).join(", ")}`,
    ...processorLines(workflow),
    ...upcastLines(workflow),
    ...versions.flatMap((version) => [`  v${version.version}`, ...versionLines(version).map((line) => `    ${line}`)]),
  ];
}

function versionLines(version: WorkflowVersionTable): readonly string[] {
  const { sends, spawns, timers, signals, onExisting, onMissing, retry, migrate } = version;
  const states = groupedBy(workflowRows(version), ({ state }) => state);
  return [
    ...(onExisting === "ignore" ? [] : [`on existing ${onExisting}`]),
    ...(onMissing === "ignore" ? [] : [`on missing ${onMissing}`]),
    ...(retry === undefined ? [] : [`retry ${describeRetry(retry)}`]),
    ...list("sends", sends),
    ...list("spawns", spawns),
    ...list("timers", Object.keys(timers)),
    ...list("signals", Object.keys(signals)),
    ...(migrate === undefined ? [] : ["migrates by function"]),
    ...[...states].flatMap(([state, rows]) => [headOf(state), ...rows.map(rowLine)]),
  ];
}

function list(label: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${label} ${names.join(", ")}`];
}

function headOf(state: WorkflowRow["state"]): string {
  if (state === null) return "start";
  return state === undefined ? "in all states" : `in ${state}`;
}

function rowLine({ stimulus, actions }: WorkflowRow): string {
  return `  ${stimulus} → ${actions.length === 0 ? "by function" : actions.join(", ")}`;
}
