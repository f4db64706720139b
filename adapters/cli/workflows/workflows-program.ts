import { type Command, Option } from "commander";
import { addAdminCommand, addAppCommand } from "../add-command.ts";
import { instanceCount, jsonText, versionNumber } from "../admin/option-parsers.ts";

/** `myelin workflows …` */
export function addWorkflows(program: Command): void {
  const workflows = program
    .command("workflows")
    .summary("look at workflows and their instances, start, signal, cancel and resume them")
    .description("Looks at workflows and their instances, starts, signals, cancels, resumes and migrates them");
  addLooking(workflows);
  addTelling(workflows);
  addSteering(workflows);
  addDrawing(workflows);
}

const load = () => import("./workflows.ts");
const statuses = ["running", "undoing", "stuck", "completed", "failed", "cancelled"];

function addLooking(workflows: Command): void {
  addAdminCommand(workflows, "list [name]", {
    summary: "tell how many instances all workflows have, or list those of one, the latest first",
    examples: [
      "myelin workflows list",
      "myelin workflows list move-money --status stuck",
      "myelin workflows list move-money --url http://127.0.0.1:8080 --json",
    ],
  })
    .addOption(new Option("--status <status>", "only those that stand so").choices(statuses))
    .option("--limit <count>", "instances, at most", instanceCount, 100)
    .option("--json", "as JSON")
    .action(async (name: string | undefined, _, command: Command) =>
      (await load()).listWorkflows(name, command.optsWithGlobals()),
    );
  addAdminCommand(workflows, "show <name> <id>", {
    summary: "tell all about one instance, step by step",
    examples: ["myelin workflows show move-money t-1", "myelin workflows show move-money t-1 --json"],
  })
    .option("--json", "as JSON")
    .action(async (workflow: string, id: string, _, command: Command) =>
      (await load()).showInstance({ workflow, id }, command.optsWithGlobals()),
    );
}

function addTelling(workflows: Command): void {
  addAdminCommand(workflows, "start <name>", {
    summary: "start an instance of a workflow that can be started by name",
    examples: [`myelin workflows start payroll --input '{ "month": "2026-01" }' --id 2026-01`],
  })
    .option("--input <json>", "what it is started with", jsonText)
    .option("--id <id>", "how it is called; default: it gets an id of its own")
    .option("--json", "as JSON")
    .action(async (name: string, _, command: Command) => (await load()).startInstance(name, command.optsWithGlobals()));
  addAdminCommand(workflows, "signal <name> <id> <signal>", {
    summary: "tell an instance something",
    examples: [`myelin workflows signal move-money t-1 Approve --data '{ "by": "Zoe" }'`],
  })
    .option("--data <json>", "what comes along", jsonText)
    .action(async (workflow: string, id: string, signal: string, _, command: Command) =>
      (await load()).signalInstance({ workflow, id }, { ...command.optsWithGlobals(), signal }),
    );
}

function addSteering(workflows: Command): void {
  addAdminCommand(workflows, "cancel <name> <id>", {
    summary: "end an instance: what was done is undone; one that is stuck in this gives up the rest",
    examples: ["myelin workflows cancel move-money t-1 --why 'changed their mind'"],
  })
    .option("--why <reason>", "kept with it")
    .action(async (workflow: string, id: string, _, command: Command) =>
      (await load()).cancelInstance({ workflow, id }, command.optsWithGlobals()),
    );
  addAdminCommand(workflows, "resume <name> <id>", {
    summary: "try again what an instance is stuck on",
    examples: ["myelin workflows resume move-money t-1"],
  }).action(async (workflow: string, id: string, _, command: Command) =>
    (await load()).resumeInstance({ workflow, id }, command.optsWithGlobals()),
  );
  addAdminCommand(workflows, "migrate <name> [id]", {
    summary: "take one instance, or all that have not ended, to the latest version",
    examples: ["myelin workflows migrate move-money t-1", "myelin workflows migrate move-money"],
  }).action(async (name: string, id: string | undefined, _, command: Command) =>
    (await load()).migrateInstances({ name, ...(id === undefined ? {} : { id }) }, command.optsWithGlobals()),
  );
}

function addDrawing(workflows: Command): void {
  addAppCommand(workflows, "diagram <name>", {
    summary: "draw a workflow as a Mermaid state diagram",
    examples: ["myelin workflows diagram move-money", "myelin workflows diagram move-money > move-money.mmd"],
  })
    .option("--of-version <number>", "this version of it; default: the latest", versionNumber)
    .action(async (name: string, _, command: Command) => (await load()).drawWorkflow(name, command.optsWithGlobals()));
}
