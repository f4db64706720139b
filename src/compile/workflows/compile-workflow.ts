import { groupedBy } from "../../base/grouped-by.ts";
import type { HandlerGroup } from "../../model/node.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { CorrelateFunction, WorkflowNode } from "../../model/workflow-node.ts";
import { compileProcessor } from "../compile-processor.ts";
import { processingDefaults } from "../processing-defaults.ts";
import { sortedRecord } from "../sorted-record.ts";
import { describeInstances } from "./describe-instances.ts";
import { eventGroups, eventsOf } from "./reaction-sets.ts";
import { type WorkflowContext, workflowVersion } from "./workflow-version.ts";

const byInstance = Object.freeze({ kind: "instance" });

/** The tables of all workflows, by name. */
export function compileWorkflows(context: WorkflowContext): Readonly<Record<string, WorkflowTable>> {
  const byName = groupedBy(context.workflows, ({ name }) => name);
  return sortedRecord([...byName].map(([name, versions]) => [name, compileWorkflow(versions, context)]));
}

function compileWorkflow(nodes: readonly WorkflowNode[], context: WorkflowContext): WorkflowTable {
  const versions = [...nodes].sort((a, b) => a.version - b.version);
  const [latest] = versions.slice(-1);
  if (latest === undefined) throw new RangeError("a workflow has at least one version");
  const { name, onFailure, from, segments } = latest;
  const processor = compileProcessor(
    {
      name,
      on: readGroups(versions),
      ...(onFailure === undefined ? {} : { onFailure }),
      ...(from === undefined ? {} : { from }),
      ...(segments === undefined ? {} : { segments }),
    },
    { aggregates: context.aggregates, defaults: { ...processingDefaults(), sequence: byInstance } },
  );
  return Object.freeze({
    ...processor,
    fingerprint: describeInstances(versions),
    form: "workflow",
    latest: latest.version,
    versions: sortedRecord(versions.map((node) => [String(node.version), workflowVersion(node, context)])),
    correlate: correlations(versions),
  });
}

/** One group for each aggregate, with each of its events once. */
function readGroups(versions: readonly WorkflowNode[]): readonly HandlerGroup<unknown>[] {
  const byAggregate = groupedBy(eventsOf(versions.flatMap(eventGroups)), ({ aggregate }) => aggregate);
  return [...byAggregate].map(([aggregate, events]) => ({
    aggregate,
    handlers: Object.fromEntries(events.map(({ event, handle }) => [event, handle])),
  }));
}

/** Later versions stand before earlier ones. */
function correlations(versions: readonly WorkflowNode[]): Readonly<Record<string, CorrelateFunction>> {
  const latest = new Map(versions.flatMap((node) => eventsOf(eventGroups(node)).map(({ type, by }) => [type, by])));
  return sortedRecord([...latest].flatMap(([type, by]) => (by === undefined ? [] : [[type, by] as const])));
}
