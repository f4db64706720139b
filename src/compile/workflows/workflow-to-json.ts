import { groupedBy } from "../../base/grouped-by.ts";
import type { JsonObject } from "../../base/json.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { WorkflowVersionTable } from "../../model/workflow-table.ts";
import { describeRetry } from "../describe.ts";
import { mapValues, schemaToJson, sortedJson } from "../json-values.ts";
import { processorToJson } from "../processor-to-json.ts";
import { type WorkflowRow, workflowRows } from "./workflow-rows.ts";

/** A workflow in the tables' JSON. What is as it is by default is left out, as in `explain`. */
export function workflowToJson(workflow: WorkflowTable): JsonObject {
  const by = Object.keys(workflow.correlate);
  return sortedJson({
    ...processorToJson(workflow),
    ...(by.length === 0 ? {} : { by }),
    latest: workflow.latest,
    versions: mapValues(workflow.versions, versionToJson),
  });
}

function versionToJson(version: WorkflowVersionTable): JsonObject {
  const { input, result, migrate, retry, onExisting, onMissing } = version;
  const rows = groupedBy(workflowRows(version), ({ state }) => state);
  const states = Object.keys(version.states).map((state) => [state, actionsOf(rows.get(state))] as const);
  return sortedJson({
    ...(input === undefined ? {} : { input: schemaToJson(input) }),
    ...(result === undefined ? {} : { result: schemaToJson(result) }),
    ...(migrate === undefined ? {} : { migrate: "function" }),
    ...(retry === undefined ? {} : { retry: describeRetry(retry) }),
    ...(onExisting === "ignore" ? {} : { onExisting }),
    ...(onMissing === "ignore" ? {} : { onMissing }),
    data: mapValues(version.states, schemaToJson),
    inAny: actionsOf(rows.get(undefined)),
    inState: Object.fromEntries(states),
    sends: version.sends,
    signals: mapValues(version.signals, schemaToJson),
    spawns: version.spawns,
    start: actionsOf(rows.get(null)),
    timers: mapValues(version.timers, schemaToJson),
  });
}

/** By what is reacted to, the actions that the reaction's text names. */
function actionsOf(rows: readonly WorkflowRow[] = []): JsonObject {
  return sortedJson(Object.fromEntries(rows.map(({ stimulus, actions }) => [stimulus, actions])));
}
