import { cronMistake } from "../../model/cron.ts";
import type { Strictness, WorkflowNode } from "../../model/workflow-node.ts";
import { checkNumbers } from "../check-numbers.ts";
import { checkProcessing } from "../check-processing.ts";
import { checkRetry } from "../check-retry.ts";
import type { Mistake } from "../mistake.ts";
import { workflowSubject, wrongWorkflow } from "./wrong-workflow.ts";

/** How a workflow begins, and how it goes along the log. */
export function checkWorkflowOptions(node: WorkflowNode): readonly Mistake[] {
  return [
    ...checkNumbers(node.name, {
      subject: workflowSubject(node),
      quantities: [
        { name: "version", value: node.version, kind: "count" },
        { name: "byVersion", value: node.byVersion, kind: "count", optional: true },
      ],
    }),
    ...checkProcessing({ ...node, on: [] }),
    ...checkRetries(node),
    ...checkStrictness(node),
    ...checkBeginning(node),
    ...checkCron(node),
  ];
}

function checkRetries(node: WorkflowNode): readonly Mistake[] {
  const { name, retry: policy } = node;
  if (policy === undefined) return [];
  const subject = `retry policy of ${workflowSubject(node)}`;
  if (policy.kind !== "function") return checkRetry(name, { subject, policy });
  const state = "its commands outlive the process, but the policy is a function";
  return [wrongWorkflow(node, { state, mend: "give interval, exponential or noRetry" })];
}

const choices: readonly Strictness[] = ["ignore", "deadLetter"];

function checkStrictness(node: WorkflowNode): readonly Mistake[] {
  return (["onExisting", "onMissing"] as const)
    .filter((option) => !choices.includes(node[option]))
    .map((option) =>
      wrongWorkflow(node, {
        state: `its ${option} is "${String(node[option])}"`,
        mend: `give ${choices.join(" or ")}`,
      }),
    );
}

function checkBeginning(node: WorkflowNode): readonly Mistake[] {
  const { starts, startWith, cron, input } = node;
  const isGiven = input !== undefined && startWith === undefined;
  const given = isGiven
    ? [
        wrongWorkflow(node, {
          state: "it declares an input that nothing takes",
          mend: "add startWith, or remove input",
        }),
      ]
    : [];
  const canBegin = startWith !== undefined || Object.keys(cron).length > 0;
  if (canBegin || starts.some(({ handlers }) => Object.keys(handlers).length > 0)) return given;
  return [...given, wrongWorkflow(node, { state: "nothing begins it", mend: "add start, startWith or cron" })];
}

function checkCron(node: WorkflowNode): readonly Mistake[] {
  return Object.entries(node.cron).flatMap(([name, { schedule }]) => {
    const why = cronMistake(String(schedule));
    if (why === undefined) return [];
    const state = `the schedule "${String(schedule)}" of its cron start "${name}" cannot be read (${why})`;
    return [
      wrongWorkflow(node, {
        state,
        mend: 'write minute, hour, day of month, month and day of week, as in "0 3 * * *"',
      }),
    ];
  });
}
