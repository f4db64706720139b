import { MyelinError } from "../../base/error.ts";
import { isRecord, type JsonObject } from "../../base/json.ts";
import { diffAggregates } from "./diff-aggregates.ts";
import { diffCommands } from "./diff-commands.ts";
import { diffProcessors } from "./diff-processors.ts";
import { diffWorkflows } from "./diff-workflows.ts";
import { part, text } from "./kept-json.ts";
import { safe, type TableChange } from "./table-change.ts";

/** What a deployment changes. */
export interface TablesDiff {
  /** Those that break something first. */
  readonly changes: readonly TableChange[];
  /** Whether none of them does. */
  readonly safe: boolean;
}

/**
 * What changes from one application's tables to another's, both as `tablesToJson` gives them: each change with what follows of it and,
 * where something stored or somebody who calls depends on what was there, with its mend. Pure: what the database holds is not asked,
 * so a version of a workflow counts as running.
 *
 * @throws MyelinError `invalid_tables` for JSON that is no application's tables
 */
export function diff(before: JsonObject, after: JsonObject): TablesDiff {
  for (const tables of [before, after]) checkTables(tables);
  const changes = [
    ...diffName(before, after),
    ...diffAggregates(part(before, "aggregates"), part(after, "aggregates")),
    ...diffCommands(part(before, "commands"), part(after, "commands")),
    ...diffProcessors(before, after),
    ...diffWorkflows(part(before, "workflows"), part(after, "workflows")),
  ];
  const sorted = [...changes.filter((one) => one.breaking), ...changes.filter((one) => !one.breaking)];
  return { changes: sorted, safe: !changes.some((one) => one.breaking) };
}

/** The diff as text for people: a block each. Empty where nothing changed. */
export function explainDiff({ changes }: TablesDiff): string {
  return changes.map(blockOf).join("\n");
}

function blockOf({ code, subject, breaking, change, consequence, mend }: TableChange): string {
  const lines = [`${breaking ? "BREAKS" : "safe  "}  ${change}`, `        ${consequence}`];
  return `${[...lines, ...(mend === null ? [] : [`        mend: ${mend}`]), `        ${code}:${subject}`].join("\n")}\n`;
}

function checkTables(tables: JsonObject): void {
  const isKept =
    isRecord(tables) && text(tables, "application") !== "" && isRecord(tables.aggregates) && isRecord(tables.commands);
  if (isKept) return;
  const message =
    "Cannot compare tables: this JSON is no application's tables; keep them with: myelin routes --write FILE.json";
  throw new MyelinError("invalid_tables", message);
}

function diffName(before: JsonObject, after: JsonObject): readonly TableChange[] {
  const [old, now] = [text(before, "application"), text(after, "application")];
  if (old === now) return [];
  return [
    safe({
      code: "application_renamed",
      subject: now,
      change: `The application is called "${now}", and was "${old}"`,
      consequence: "nothing that is stored is found by this name but the list of deployments",
    }),
  ];
}
