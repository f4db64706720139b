import { MyelinError } from "../../base/error.ts";
import { nearestNames } from "../../base/nearest-names.ts";
import type { Tables } from "../../model/tables.ts";
import type { WorkflowVersionTable } from "../../model/workflow-table.ts";
import { type WorkflowRow, workflowRows } from "./workflow-rows.ts";

/** Which version of a workflow is drawn. */
export interface DiagramOptions {
  /** Default: the latest one. */
  readonly version?: number;
}

/**
 * A workflow as a Mermaid state diagram: its states, what leads from one to the other, and what is done on the way. Where a reaction leads
 * is read from its own text, all branches of it; one that leaves that to another function stands as a line in its state, without an
 * arrow. The same on every runtime; nothing is run.
 *
 * @throws MyelinError `unknown_workflow` where the tables have no such workflow or version
 * @example
 * ```ts
 * console.log(workflowDiagram(compile(bank), "move-money"));
 * ```
 */
export function workflowDiagram(tables: Tables, name: string, { version }: DiagramOptions = {}): string {
  const drawn = versionOf(tables, { name, version });
  const rows = workflowRows(drawn);
  const states = Object.keys(drawn.states);
  const inside = [
    ...states.filter((state) => idOf(state) !== state).map((state) => `state "${state}" as ${idOf(state)}`),
    ...states.filter((state) => !rows.some((row) => row.state === state)).map(idOf),
    ...rows.filter(({ state }) => state !== undefined).flatMap((row) => linesOf(row, idOf(row.state))),
  ];
  const everywhere = rows.filter(({ state }) => state === undefined).flatMap((row) => linesOf(row, whole));
  return `${["stateDiagram-v2", ...framed(inside, { name, everywhere }).map((line) => `  ${line}`)].join("\n")}\n`;
}

interface Wanted {
  readonly name: string;
  readonly version: number | undefined;
}

function versionOf({ workflows }: Tables, { name, version }: Wanted): WorkflowVersionTable {
  const workflow = workflows[name];
  if (workflow === undefined) throw unknown(`workflow "${name}"`, nearestNames(name, Object.keys(workflows)));
  const drawn = workflow.versions[String(version ?? workflow.latest)];
  if (drawn === undefined)
    throw unknown(`version ${String(version)} of workflow "${name}"`, Object.keys(workflow.versions));
  return drawn;
}

function unknown(subject: string, known: readonly string[]): MyelinError {
  const mend = known.length === 0 ? "look for its name in explain(tables)" : `name one of ${known.join(", ")}`;
  return new MyelinError("unknown_workflow", `Cannot draw ${subject}: it is not in these tables; ${mend}`);
}

/** The state around all states, from which leads what is reacted to in all of them. */
const whole = "all_states";

/** Words that mean something to Mermaid where a state's name may stand, however they are written. */
const reserved: ReadonlySet<string> = new Set([
  ...["state", "statediagram", "note", "end", "default", "direction", "class", "classdef", "style"],
  ...["click", "href", "hide", "scale", "acctitle", "accdescr", whole],
]);

function idOf(state: WorkflowRow["state"]): string {
  if (typeof state !== "string") return "[*]";
  return reserved.has(state.toLowerCase()) ? `${state}_` : state;
}

/** An arrow to each state that a reaction can lead to; a line in the state where it leads nowhere. */
function linesOf({ stimulus, actions }: WorkflowRow, from: string): readonly string[] {
  const targets = actions.flatMap(targetOf);
  const others = actions.filter((action) => targetOf(action).length === 0);
  const done = others.length === 0 ? "" : ` / ${others.join(", ")}`;
  const label = `${stimulus}${targets.length + others.length === 0 ? " / by function" : done}`;
  if (targets.length > 0) return [...new Set(targets)].map(({ to, note }) => `${from} --> ${to}: ${label}${note}`);
  return from === "[*]" ? [`%% ${label}`] : [`${from}: ${label}`];
}

interface Target {
  readonly to: string;
  readonly note: string;
}

function targetOf(action: string): readonly Target[] {
  const [tool = "", name = ""] = action.split(" ");
  if (tool === "become") return [{ to: idOf(name), note: "" }];
  return tool === "complete" || tool === "fail" ? [{ to: "[*]", note: ` (${tool})` }] : [];
}

function framed(
  inside: readonly string[],
  { name, everywhere }: { readonly name: string; readonly everywhere: readonly string[] },
): readonly string[] {
  if (everywhere.length === 0) return inside;
  return [
    `state "${name}" as ${whole} {`,
    ...inside.map((line) => `  ${line}`),
    "}",
    `[*] --> ${whole}`,
    ...everywhere,
  ];
}
