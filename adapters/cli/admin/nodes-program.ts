import type { Command } from "commander";
import { addAdminCommand } from "../add-command.ts";

/** `myelin nodes` */
export function addNodes(program: Command): void {
  addAdminCommand(program, "nodes", {
    summary: "tell which nodes share the database, and how they do",
    examples: ["myelin nodes", "myelin nodes --url http://127.0.0.1:8080 --json"],
  })
    .option("--json", "as JSON")
    .action(async (_, command: Command) => {
      const { listNodes } = await import("./nodes.ts");
      await listNodes(command.optsWithGlobals());
    });
}
