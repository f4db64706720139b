import type { Command } from "commander";
import { addAppCommand } from "./add-command.ts";

/** `myelin diff` and `myelin check-deploy`: what to ask before a deployment. */
export function addDeploying(program: Command): void {
  addAppCommand(program, "diff [files...]", {
    summary: "tell what changes between two kept tables, or from what is deployed, and whether that is safe",
    examples: [
      "myelin diff old.json new.json",
      "myelin diff tables.json --app src/bank.ts",
      "myelin diff --deployed",
      'myelin diff --deployed --accept "command_removed:CloseAccount"',
    ],
  })
    .option("--deployed", "compare with what the database says is deployed")
    .option(
      "--accept <change>",
      "a breaking change that is meant, as it is told: code:subject; can be repeated",
      collect,
    )
    .option("--json", "as JSON")
    .action(async (files: readonly string[], _, command: Command) => {
      const { diffTables } = await import("./diff.ts");
      if (files.length > 2) command.error("error: too many files: name two at most");
      await diffTables(files, command.optsWithGlobals());
    });
  addAppCommand(program, "check-deploy", {
    summary: "refuse an application that would orphan dead letters or break running workflows of the database",
    examples: [
      "myelin check-deploy",
      "DATABASE_URL=postgres://localhost/bank myelin check-deploy --app dist/app.js --json",
    ],
  })
    .option("--json", "as JSON")
    .action(async (_, command: Command) => {
      const { checkDeploy } = await import("./deploy-check.ts");
      await checkDeploy(command.optsWithGlobals());
    });
}

function collect(one: string, before: readonly string[] = []): readonly string[] {
  return [...before, one];
}
