import type { Command } from "commander";
import { addAdminCommand } from "../add-command.ts";
import { letterIndex } from "./option-parsers.ts";

/** `myelin dead-letters …` */
export function addDeadLetters(program: Command): void {
  const letters = program
    .command("dead-letters")
    .summary("look at events that could not be handled, retry or give them up")
    .description("Looks at events that could not be handled and those that wait behind them, retries or gives them up");
  addLooking(letters);
  addRetry(letters);
  addChanges(letters);
}

const load = () => import("./dead-letters.ts");

function addLooking(letters: Command): void {
  addAdminCommand(letters, "list", {
    summary: "tell which sequences are parked, and why",
    examples: ["myelin dead-letters list", "myelin dead-letters list --processor balances --json"],
  })
    .option("--processor <name>", "of one processor only")
    .option("--json", "as JSON")
    .action(async (_, command: Command) => (await load()).listSequences(command.optsWithGlobals()));
  addAdminCommand(letters, "show <processor> <sequence>", {
    summary: "tell all about the letters of one sequence",
    examples: ["myelin dead-letters show balances a-1 --stack"],
  })
    .option("--stack", "with the stacks of their causes")
    .option("--json", "as JSON, always with stacks")
    .action(async (processor: string, sequence: string, _, command: Command) =>
      (await load()).showLetters({ processor, sequence }, command.optsWithGlobals()),
    );
}

function addRetry(letters: Command): void {
  addAdminCommand(letters, "retry <processor> [sequence]", {
    summary: "handle one sequence again: the one touched longest ago, unless it is named",
    examples: [
      "myelin dead-letters retry balances a-1",
      "myelin dead-letters retry balances",
      "myelin dead-letters retry balances --all --url http://127.0.0.1:8080",
    ],
  })
    .option("--all", "every sequence of the processor, one after another")
    .option("--json", "as JSON")
    .action(async (processor: string, sequence: string | undefined, _, command: Command) =>
      (await load()).retryLetters(
        { processor, ...(sequence === undefined ? {} : { sequence }) },
        command.optsWithGlobals(),
      ),
    );
}

function addChanges(letters: Command): void {
  addAdminCommand(letters, "evict <processor> <sequence>", {
    summary: "give up the letters of a sequence, or one of them: their events are never handled",
    examples: ["myelin dead-letters evict balances a-1 --index 3", "myelin dead-letters evict balances a-1"],
  })
    .option("--index <number>", "only this letter", letterIndex)
    .action(async (processor: string, sequence: string, _, command: Command) =>
      (await load()).evictLetters({ processor, sequence }, command.optsWithGlobals()),
    );
  addAdminCommand(letters, "move <from> <to>", {
    summary: "give the letters of a processor that was renamed to its new name",
    examples: ["myelin dead-letters move balances account-balances"],
  }).action(async (from: string, to: string, _, command: Command) =>
    (await load()).moveLetters({ from, to }, command.optsWithGlobals()),
  );
}
