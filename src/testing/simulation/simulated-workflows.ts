import type { InstanceHead, InstanceRef } from "../../model/workflow-instance.ts";
import type { NewInboxRow } from "../../store/workflow-store.ts";
import type { Participant } from "./action.ts";
import { type SimulatedWorkflow, simulatedWorkflow } from "./simulated-workflow.ts";
import type { SimulatedWorkflowsPorts } from "./simulated-workflow-ports.ts";

/** The workflows of a run. */
export interface SimulatedWorkflows extends Participant {
  /** What anybody leaves for an instance: a signal, a start, a cancel. */
  leave(row: NewInboxRow): void;
  instances(workflow: string): readonly InstanceHead[];
  instance(ref: InstanceRef): InstanceHead | undefined;
}

export function simulatedWorkflows(ports: SimulatedWorkflowsPorts): SimulatedWorkflows {
  const { tables, failed } = ports;
  const workflows = new Map<string, SimulatedWorkflow>();
  const leave = (row: NewInboxRow): void => {
    const workflow = workflows.get(row.workflow);
    if (workflow === undefined) failed(new TypeError(`the application has no workflow "${row.workflow}"`));
    else workflow.leave(row);
  };
  for (const table of Object.values(tables.workflows))
    workflows.set(table.name, simulatedWorkflow(table, { ...ports, leave }));
  const named = (name: string): SimulatedWorkflow => {
    const workflow = workflows.get(name);
    if (workflow === undefined) throw new TypeError(`the application has no workflow "${name}"`);
    return workflow;
  };
  return {
    leave,
    instances: (name) => named(name).instances(),
    instance: ({ workflow, id }) =>
      named(workflow)
        .instances()
        .find((head) => head.id === id),
    actions: () => [...workflows.values()].flatMap((one) => one.actions()),
  };
}
