import { builtFor } from "../../model/shadow-name.ts";
import type { Tables } from "../../model/tables.ts";
import type { WorkflowVersionTable } from "../../model/workflow-table.ts";
import type { CommandsInUse, InstancesInUse, InUse, LettersInUse, TimersInUse } from "../../store/deployment-store.ts";
import { declaredProcessor } from "./declared-processors.ts";

/** Why tables should not be deployed on a database as it stands. */
export interface DeploymentObstacle {
  readonly code:
    | "orphaned_letters"
    | "unhandled_letters"
    | "workflow_gone"
    | "version_gone"
    | "state_gone"
    | "timer_gone"
    | "signal_gone"
    | "command_gone";
  /** Processor, workflow with version, or command. */
  readonly subject: string;
  /** Letters, instances, timers or commands that could not go on. */
  readonly count: number;
  /** What is wrong: a sentence with its mend. */
  readonly message: string;
}

/**
 * What the database holds that the tables could not carry on: letters of processors or events that have no handler in them, instances in versions
 * or states of workflows that they lack, timers and commands that nobody would know. None: nothing of it stands in the way.
 */
export function deploymentObstacles(inUse: InUse, tables: Tables): readonly DeploymentObstacle[] {
  return [
    ...inUse.letters.flatMap((letters) => lettersObstacle(letters, tables) ?? []),
    ...inUse.instances.flatMap((instances) => instancesObstacle(instances, tables) ?? []),
    ...inUse.timers.flatMap((timers) => timersObstacle(timers, tables) ?? []),
    ...inUse.commands.flatMap((commands) => commandsObstacle(commands, tables) ?? []),
  ];
}

function lettersObstacle(
  { processor, eventType, inbox, letters }: LettersInUse,
  tables: Tables,
): DeploymentObstacle | undefined {
  const name = builtFor(processor);
  const table = declaredProcessor(name, tables);
  const waiting = `${counted(letters, "letter")} of "${eventType}"`;
  if (table === undefined)
    return {
      code: "orphaned_letters",
      subject: name,
      count: letters,
      message: `Cannot deploy without processor "${name}": ${waiting} would be nobody's; retry or evict them first, or where it was only renamed, keep the old name for this deployment, or accept it and run "myelin dead-letters move ${name} NEW_NAME" at once`,
    };
  if (inbox || table.storedTypes.includes(eventType)) return undefined;
  return {
    code: "unhandled_letters",
    subject: name,
    count: letters,
    message: `Cannot deploy processor "${name}" without its handler of "${eventType}": ${waiting} could not be handled; retry or evict them first, or keep the handler`,
  };
}

function instancesObstacle(
  { workflow, version, state, instances }: InstancesInUse,
  tables: Tables,
): DeploymentObstacle | undefined {
  const running = `${counted(instances, "instance")} ${instances === 1 ? "has" : "have"} not ended`;
  const missing = versionOf(tables, { workflow, version });
  if (typeof missing === "string") {
    const what =
      missing === "workflow_gone" ? `workflow "${workflow}"` : `version ${version} of workflow "${workflow}"`;
    const mend =
      missing === "workflow_gone"
        ? "keep it until they have, or cancel them"
        : `keep it beside the others until they have, migrate them ("myelin workflows migrate ${workflow}") or cancel them`;
    const message = `Cannot deploy without ${what}: ${running}; ${mend}`;
    return { code: missing, subject: `${workflow} v${version}`, count: instances, message };
  }
  if (state === null || Object.hasOwn(missing.states, state)) return undefined;
  return {
    code: "state_gone",
    subject: `${workflow} v${version}`,
    count: instances,
    message: `Cannot deploy version ${version} of workflow "${workflow}" without its state "${state}": ${running} there; keep it, and declare the change as a further version`,
  };
}

function timersObstacle(
  { workflow, version, name, timers }: TimersInUse,
  tables: Tables,
): DeploymentObstacle | undefined {
  const table = versionOf(tables, { workflow, version });
  // That the version is gone is said of its instances.
  if (typeof table === "string") return undefined;
  const signal = name.startsWith("wait:") ? name.slice("wait:".length) : undefined;
  if (signal === undefined ? Object.hasOwn(table.timers, name) : Object.hasOwn(table.signals, signal)) return undefined;
  const what = signal === undefined ? `timer "${name}"` : `signal "${signal}"`;
  const wait =
    signal === undefined
      ? `${counted(timers, "timer")} ${timers === 1 ? "is" : "are"} set`
      : `${counted(timers, "instance")} waiting for it`;
  return {
    code: signal === undefined ? "timer_gone" : "signal_gone",
    subject: `${workflow} v${version}`,
    count: timers,
    message: `Cannot deploy version ${version} of workflow "${workflow}" without its ${what}: ${wait}; keep it, and declare the change as a further version`,
  };
}

function commandsObstacle({ command, commands }: CommandsInUse, tables: Tables): DeploymentObstacle | undefined {
  if (Object.hasOwn(tables.commands, command)) return undefined;
  return {
    code: "command_gone",
    subject: command,
    count: commands,
    message: `Cannot deploy without command "${command}": workflows have ${counted(commands, "command")} of it still to send; keep it until they are sent`,
  };
}

interface VersionRef {
  readonly workflow: string;
  readonly version: number;
}

function versionOf(
  tables: Tables,
  { workflow, version }: VersionRef,
): WorkflowVersionTable | "workflow_gone" | "version_gone" {
  const table = own(tables.workflows, workflow);
  if (table === undefined) return "workflow_gone";
  return own(table.versions, String(version)) ?? "version_gone";
}

/** Names come from the database: one like a method of every object is none of the record's. */
function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
