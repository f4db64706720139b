import { Command, Option } from "commander";
import { addAppCommand } from "./add-command.ts";
import { addDeadLetters } from "./admin/dead-letters-program.ts";
import { addNodes } from "./admin/nodes-program.ts";
import { addProcessors } from "./admin/processors-program.ts";
import { addDeploying } from "./deploy-program.ts";
import type { DevOptions } from "./dev.ts";
import { addEvents } from "./events/events-program.ts";
import { exitCodeHelp } from "./exit-codes.ts";
import type { MigrateOptions } from "./migrate.ts";
import { addNew } from "./new/new-program.ts";
import type { RoutesOptions } from "./routes.ts";
import { settingsHelp } from "./settings.ts";
import type { StartOptions } from "./start.ts";
import { version } from "./version.ts";
import { addWorkflows } from "./workflows/workflows-program.ts";

export interface ProgramEvents {
  /** A command has left a server behind: the process goes on. */
  readonly serving: () => void;
}

/** The `myelin` command as commander's data. What a command needs is loaded when it runs, so that help is quick. */
export function createProgram({ serving }: ProgramEvents): Command {
  const program = new Command("myelin")
    .description("Runs a Myelin application: commands, events and projections on Postgres")
    .version(version)
    .option("--verbose", "tell more; errors with their stacks")
    .exitOverride()
    .showHelpAfterError("(myelin --help lists commands and options)")
    .addHelpText("after", settingsHelp + exitCodeHelp);
  addServing(program, serving);
  addNew(program);
  addTables(program);
  addDeploying(program);
  addProcessors(program);
  addDeadLetters(program);
  addNodes(program);
  addWorkflows(program);
  addEvents(program);
  return program;
}

function addServing(program: Command, serving: () => void): void {
  addAppCommand(program, "dev", {
    summary: "serve for development: migrates by itself and starts anew when a source changes",
    examples: ["myelin dev", "PORT=3000 myelin dev --app src/bank.ts"],
  })
    .addOption(logLevelOption())
    .action(async (_, command: Command) => {
      const { dev } = await import("./dev.ts");
      await dev(command.optsWithGlobals<DevOptions>());
    });
  addAppCommand(program, "start", {
    summary: "serve until a signal; the database must be migrated",
    examples: ["myelin start", "DATABASE_URL=postgres://localhost/bank HOST=0.0.0.0 myelin start --app dist/app.js"],
  })
    .addOption(new Option("--development").hideHelp())
    .addOption(logLevelOption())
    .action(async (_, command: Command) => {
      const { start } = await import("./start.ts");
      await start(command.optsWithGlobals<StartOptions>());
      serving();
    });
}

function logLevelOption(): Option {
  return new Option(
    "--log-level <level>",
    "write lines from this level on; default MYELIN_LOG_LEVEL, else info",
  ).choices(["debug", "info", "warn", "error"]);
}

function addTables(program: Command): void {
  addAppCommand(program, "migrate", {
    summary: "bring the database to the engine's schema, and make the projections' tables",
    examples: ["myelin migrate", "myelin migrate --print | psql -v ON_ERROR_STOP=1 bank"],
  })
    .option("--print", "only print the SQL, for operators to run")
    .action(async (_, command: Command) => {
      const { migrate } = await import("./migrate.ts");
      await migrate(command.optsWithGlobals<MigrateOptions>());
    });
  addAppCommand(program, "routes", {
    summary: "show what the application compiles to",
    examples: ["myelin routes", "myelin routes --write routes.txt", "myelin routes --check routes.txt"],
  })
    .option("--json", "as JSON")
    .addOption(new Option("--check <file>", "fail where the tables differ from the kept text").conflicts("write"))
    .option("--write <file>", "keep the text, for --check")
    .action(async (_, command: Command) => {
      const { routes } = await import("./routes.ts");
      await routes(command.optsWithGlobals<RoutesOptions>());
    });
}
