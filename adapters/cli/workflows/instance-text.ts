import type {
  HistoryEntry,
  InstanceHead,
  InstanceView,
  SentCommand,
  TimerRow,
  WorkflowOverview,
} from "../../../src/runtime/mod.ts";
import { columns, counted } from "../admin/columns.ts";
import { cameText } from "./came-text.ts";

/** A line for each workflow. */
export function overviewText(workflows: readonly WorkflowOverview[]): string {
  const head = ["WORKFLOW", "VERSION", "RUNNING", "UNDOING", "STUCK", "PARKED", "COMPLETED", "FAILED", "CANCELLED"];
  const rows = workflows.map(({ name, latest, versions, instances, parked }) => [
    name,
    versions.length === 1 ? String(latest) : `${latest} of ${versions.join(", ")}`,
    ...[instances.running, instances.undoing, instances.stuck, parked].map((count = 0) => String(count)),
    ...[instances.completed, instances.failed, instances.cancelled].map((count = 0) => String(count)),
  ]);
  return columns([head, ...rows]);
}

/** A line for each instance. */
export function instancesText(instances: readonly InstanceHead[]): string {
  const head = ["ID", "STATUS", "STATE", "STEPS", "STARTED", "UPDATED", "WHY"];
  const rows = instances.map(({ id, status, state, steps, startedAt, updatedAt, trouble, reason }) => [
    id,
    status,
    state ?? "-",
    String(steps),
    startedAt.toISOString(),
    updatedAt.toISOString(),
    trouble ?? reason ?? "-",
  ]);
  return columns([head, ...rows]);
}

/** All about one instance. */
export function instanceText({ head, history, commands, timers, letters }: InstanceView): string {
  const parts = [
    [`"${head.id}" of workflow "${head.workflow}", version ${head.version}: ${head.status}`, ...factsOf(head, letters)],
    ...(history.length === 0 ? [] : [["Steps", ...history.flatMap(stepLines)]]),
    ...(commands.length === 0 ? [] : [["Commands", ...commands.map(commandLine)]]),
    ...(timers.length === 0 ? [] : [["Timers", ...timers.map(timerLine)]]),
  ];
  return parts.map(([title, ...lines]) => [title, ...lines.map((line) => `  ${line}`)].join("\n")).join("\n\n");
}

function factsOf(head: InstanceHead, letters: number): readonly string[] {
  const { state, data, trouble, reason, result, waits, forks, children, parent, startedAt, endedAt } = head;
  const open = children.filter(({ ended }) => !ended);
  return [
    ...(state === null ? [] : [`state ${state}: ${JSON.stringify(data)}`]),
    ...(trouble === null ? [] : [`stuck: ${trouble}`]),
    ...(reason === null ? [] : [`because: ${reason}`]),
    ...(result === null ? [] : [`result: ${JSON.stringify(result)}`]),
    ...waits.map(({ signal, until }) => `waits for ${signal}${until === null ? "" : ` until ${dateText(until)}`}`),
    ...forks.map(({ name, until, branches }) => `waits for ${until} of ${branches.length} branches of "${name}"`),
    ...open.map(({ workflow, id }) => `waits for its child "${id}" of "${workflow}"`),
    ...(parent === null ? [] : [`child of "${parent.id}" of "${parent.workflow}"`]),
    ...(letters === 0 ? [] : [`waits behind ${counted(letters, "letter")} in the dead-letter table`]),
    `started ${startedAt.toISOString()}${endedAt === null ? "" : `, ended ${endedAt.toISOString()}`}`,
  ];
}

function stepLines({ index, at, came, did }: HistoryEntry): readonly string[] {
  return [`${index}. ${at.toISOString()} ${cameText(came)}`, ...did.map((line) => `     ${line}`)];
}

function commandLine({ index, command, payload, status, reason, undoes, undo }: SentCommand): string {
  const outcome = reason === null ? status : `${status}, ${reason}`;
  const undoable = undo !== null && (status === "pending" || status === "done") ? `, undo ${undo.command}` : "";
  const role = undoes === null ? undoable : `, undoes #${undoes}`;
  return `#${index} ${command} ${JSON.stringify(payload)}: ${outcome}${role}`;
}

function timerLine({ name, key, dueAt }: TimerRow): string {
  return `${name}${key === "" ? "" : ` "${key}"`} at ${dueAt.toISOString()}`;
}

function dateText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
