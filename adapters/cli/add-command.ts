import type { Command } from "commander";

export interface CommandOptions {
  readonly summary: string;
  readonly examples: readonly string[];
}

/** A command below another one, with examples in its help. `usage` is its name and its arguments. */
export function addCommand(parent: Command, usage: string, { summary, examples }: CommandOptions): Command {
  return parent
    .command(usage)
    .summary(summary)
    .description(summary.charAt(0).toUpperCase() + summary.slice(1))
    .addHelpText("after", `\nExamples:\n${examples.map((line) => `  $ ${line}`).join("\n")}\n`);
}

/** Such a command, of an application. */
export function addAppCommand(parent: Command, usage: string, text: CommandOptions): Command {
  return addCommand(parent, usage, text).option("--app <path>", "module that exports the application", "./app.ts");
}

/** Such a command that asks a server, or opens the database. */
export function addAdminCommand(parent: Command, usage: string, text: CommandOptions): Command {
  return addAppCommand(parent, usage, text).option("--url <url>", "ask this server, in place of opening the database");
}
