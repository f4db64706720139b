import { MyelinError } from "../../base/error.ts";
import { didYouMean, nearestNames } from "../../base/nearest-names.ts";
import type { Tables, WorkflowTable } from "../../model/tables.ts";
import type { InstanceHead, InstanceRef } from "../../model/workflow-instance.ts";
import type { AdminPorts } from "./admin-ports.ts";
import type { Refusing } from "./declared-processors.ts";

/** @throws MyelinError `unknown_workflow` with the nearest names */
export function knownWorkflow(name: string, { workflows }: Pick<Tables, "workflows">): WorkflowTable {
  const table = Object.hasOwn(workflows, name) ? workflows[name] : undefined;
  if (table !== undefined) return table;
  const nearest = nearestNames(name, Object.keys(workflows));
  const mend = didYouMean(nearest, "the list of workflows has all names");
  const message = `Cannot find workflow "${name}": this application declares none of this name; ${mend}`;
  throw new MyelinError("unknown_workflow", message, { details: { nearest } });
}

interface Knowing {
  /** As in: Cannot ‹cancel› instance. */
  readonly act: string;
  readonly ports: AdminPorts;
}

/** @throws MyelinError `unknown_workflow`, `unknown_instance` */
export async function knownInstance(
  { workflow, id }: InstanceRef,
  { act, ports }: Knowing,
): Promise<{ readonly table: WorkflowTable; readonly head: InstanceHead }> {
  const table = knownWorkflow(workflow, ports.tables);
  const head = await ports.store.workflows.instance({ workflow, id });
  if (head !== undefined) return { table, head };
  const message = `Cannot ${act} instance "${id}" of workflow "${workflow}": there is none; list its instances`;
  throw new MyelinError("unknown_instance", message);
}

export function refusedInstance({ workflow, id }: InstanceRef, { act, state, mend }: Refusing): MyelinError {
  const message = `Cannot ${act} instance "${id}" of workflow "${workflow}": ${state}; ${mend}`;
  return new MyelinError("workflow_refused", message, { details: { workflow, id } });
}

export function refusedWorkflow(workflow: string, { act, state, mend }: Refusing): MyelinError {
  const message = `Cannot ${act} workflow "${workflow}": ${state}; ${mend}`;
  return new MyelinError("workflow_refused", message, { details: { workflow } });
}
