import { type Command, Option } from "commander";
import { addCommand } from "../add-command.ts";

/** `myelin new` */
export function addNew(program: Command): void {
  addCommand(program, "new <name>", {
    summary: "make a project: an aggregate, a projection, tests, and what serves them",
    examples: ["myelin new shop", "myelin new shop --template workers", "npx myelin new shop --template deno"],
  })
    .addOption(
      new Option("--template <name>", "what it is to run on").choices(["node", "deno", "workers"]).default("node"),
    )
    .option("--myelin <range>", "versions of myelin to ask for, or a tarball's path")
    .action(async (name: string, _, command: Command) => {
      const { newProject } = await import("./new-project.ts");
      newProject(name, command.optsWithGlobals());
    });
}
